#:project ../lectures.csproj
using System.Globalization;
using ILGPU;
using Kernels;
using Lectures;
using Micrograd;

var lecture = Lecture.Start(
    "10 GPU kernels", args, "Where the kernels run: cuda, opencl, simulator, or one of several: cuda:1. Without it, the first of these that there is.");
double[,] Numbers(int rows, int columns, uint seed) // normal numbers, the same ones everywhere
{
    float[] values = Tensor.Randn([rows, columns], new TorchGenerator(seed), Device.Cpu).ToFloats();
    var matrix = new double[rows, columns];
    System.Buffer.BlockCopy(Array.ConvertAll(values, value => (double)value), 0, matrix, 0, sizeof(double) * values.Length);
    return matrix;
}

// ------------------------------------------------------------------------------------------------------------------------
lecture.Step("A device, and a kernel: what one thread does");
var device = KernelDevices.Choose(lecture);
bool isSimulator = device is SimulatorDevice;
lecture.Say($"kernels run on {device.Name}: {device.Description}");

const int n = 1000;
var x = Tensor.Randn([n], new TorchGenerator(1), device);
var y = Tensor.Randn([n], new TorchGenerator(2), device);
double[] expected = [.. y.ToDoubles().Zip(x.ToDoubles(), (yi, xi) => yi + (2 * xi))];
int groups = (n + Axpy.GroupSize - 1) / Axpy.GroupSize; // rounded up: the last group has threads without work
device.Launch(new Axpy(x.Buffer.Floats(), y.Buffer.Floats(), 2), groups);
lecture.Say($"{n} numbers: {groups} groups of {Axpy.GroupSize} threads, of which {(groups * Axpy.GroupSize) - n} find nothing to do");
lecture.Check("y + 2x, a thread an element", y.ToDoubles().Zip(expected, (a, b) => Math.Abs(a - b)).Max() < 1e-6);

// ------------------------------------------------------------------------------------------------------------------------
lecture.Step("A matrix product and its specification");
// No size is a multiple of a tile: what goes wrong at the edges shows here.
var (m, k, columns) = isSimulator ? (9, 10, 11) : (130, 70, 90);
double[,] a = Numbers(m, k, 1), b = Numbers(k, columns, 2), specification = new double[m, columns];
for (int i = 0; i < m; i++)
{
    for (int j = 0; j < columns; j++)
    {
        for (int l = 0; l < k; l++)
        {
            specification[i, j] += a[i, l] * b[l, j]; // in double: the measure for all that follows
        }
    }
}

// A sum of K floats: each rounding is at most 2^-24 of the sum so far, and K of them wander off by about √K. 16 for what surrounds the sum.
double allowed = 16 * Math.Sqrt(k) / (1 << 24) * specification.Cast<double>().Max(Math.Abs);
lecture.Say($"({m}, {k}) times ({k}, {columns}): floats may differ from it by {allowed:E1}");
Tensor OnDevice(double[,] matrix) => Tensor.From([.. matrix.Cast<double>()], [matrix.GetLength(0), matrix.GetLength(1)], device);
double Distance(Tensor result) => result.ToDoubles().Zip(specification.Cast<double>(), (one, other) => Math.Abs(one - other)).Max();

// ------------------------------------------------------------------------------------------------------------------------
lecture.Step("Naive: a thread an element of C");
var (deviceA, deviceB) = (OnDevice(a), OnDevice(b));
var c = Tensor.Zeros([m, columns], device);
device.Launch(new NaiveMatMul(deviceA.Buffer.Floats(), deviceB.Buffer.Floats(), c.Buffer.Floats(), m, columns, k), NaiveMatMul.Groups(m, columns));
lecture.Check(FormattableString.Invariant($"naive is right: differs by {Distance(c):E1}"), Distance(c) <= allowed);

// ------------------------------------------------------------------------------------------------------------------------
lecture.Step("Tiled: a group copies what it needs to shared memory once");
c = Tensor.Zeros([m, columns], device);
LaunchTiled(deviceA, deviceB, c);
lecture.Check(FormattableString.Invariant($"tiled is right: differs by {Distance(c):E1}"), Distance(c) <= allowed);
int size = isSimulator ? 8 : 512, tile = isSimulator ? Tile4.Size : Tile16.Size;
lecture.Say($"{size} x {size} x {size}: the naive kernel reads {2.0 * size * size * size:N0} numbers from global memory, the tiled one {2.0 * size * size * size / tile:N0}");
if (!isSimulator && !lecture.IsQuick)
{
    Tensor p = Tensor.Randn([size, size], new TorchGenerator(1), device), q = Tensor.Randn([size, size], new TorchGenerator(2), device), r = Tensor.Zeros([size, size], device);
    double naive = GpuTimer.Seconds(device, () => device.Launch(new NaiveMatMul(p.Buffer.Floats(), q.Buffer.Floats(), r.Buffer.Floats(), size, size, size), NaiveMatMul.Groups(size, size)));
    double tiled = GpuTimer.Seconds(device, () => LaunchTiled(p, q, r));
    lecture.Say($"naive {1e3 * naive:F3} ms, tiled {1e3 * tiled:F3} ms: {naive / tiled:F1} times as fast");
}

lecture.ShowInText("tile", TilePicture.Draw());
void LaunchTiled(Tensor left, Tensor right, Tensor product)
{
    int rows = left.Shape[0], inner = left.Shape[1], across = right.Shape[1];
    if (isSimulator) // a thread there is one of the system: 16 of them, not 256
    {
        device.Launch(new TiledMatMul<Tile4>(left.Buffer.Floats(), right.Buffer.Floats(), product.Buffer.Floats(), rows, across, inner), TiledMatMul<Tile4>.Groups(rows, across));
    }
    else
    {
        device.Launch(new TiledMatMul<Tile16>(left.Buffer.Floats(), right.Buffer.Floats(), product.Buffer.Floats(), rows, across, inner), TiledMatMul<Tile16>.Groups(rows, across));
    }
}

// ------------------------------------------------------------------------------------------------------------------------
lecture.Step("The ladder of the library: registers, vectors, tensor cores");
// (M, N, K, transposes, products, shared matrices, what is added): see MatMulShapes
KernelClimb.Show(lecture, device, "matmul", isSimulator ? [[12, 8, 20, 0, 1, 0, 0], [9, 11, 5, 0, 1, 0, 0]] : [[64, 92, 132, 0, 1, 0, 0], [130, 91, 70, 0, 1, 0, 0]], [size, size, size, 0, 1, 0, 0], "matmul");

// ------------------------------------------------------------------------------------------------------------------------
lecture.Step("What tensor cores leave out: TF32 and bf16");
static float Round(float value, int dropped) // to the nearest number whose last bits are 0
{
    int bits = BitConverter.SingleToInt32Bits(value);
    return BitConverter.Int32BitsToSingle((bits + (1 << (dropped - 1))) >> dropped << dropped);
}

float third = 1f / 3;
lecture.Say($"a third is {third:R} as a float (23 bits behind the point), {Round(third, 13):R} in TF32 (10), {Round(third, 16):R} in bf16 (7)");
double[,] u = Numbers(1, 1024, 3), w = Numbers(1, 1024, 4);
double Dot(Func<double, double> round) => u.Cast<double>().Zip(w.Cast<double>(), (one, other) => round(one) * round(other)).Sum();
double exact = Dot(value => value), length = Math.Sqrt(u.Cast<double>().Zip(w.Cast<double>(), (one, other) => one * one * other * other).Sum());
double tf32 = Math.Abs(Dot(value => Round((float)value, 13)) - exact) / length, bf16 = Math.Abs(Dot(value => Round((float)value, 16)) - exact) / length;
lecture.Say($"a dot product of 1024 terms, relative to its typical size: TF32 is off by {tf32:E1}, bf16 by {bf16:E1}");
lecture.Check("both by no more than two roundings of each term", tf32 < Math.Pow(2, -10) && bf16 < Math.Pow(2, -7));

// ------------------------------------------------------------------------------------------------------------------------
lecture.Step("Softmax in one pass: the running maximum");
double[] scores = [.. Numbers(1, 60, 5).Cast<double>().Select((value, i) => (3 * value) + (0.15 * i))]; // they rise, so that the maximum moves often
lecture.Check("without the maximum, e^1000 / e^1000 is no number", double.IsNaN(Math.Exp(1000) / Math.Exp(1000)));
double largest = double.NegativeInfinity, sum = 0;
List<double> maxima = [], sums = [];
foreach (double score in scores)
{
    double before = largest;
    largest = Math.Max(largest, score);
    sum = (sum * Math.Exp(before - largest)) + Math.Exp(score - largest); // what was summed so far is scaled down to the new maximum
    maxima.Add(largest);
    sums.Add(sum);
}

lecture.Check("one pass gives the sum of three", Math.Abs(sum - scores.Sum(score => Math.Exp(score - scores.Max()))) < 1e-12);
double[] steps = [.. Enumerable.Range(1, scores.Length).Select(i => (double)i)];
lecture.ShowInText("online-softmax", new LinePlot(
    "The running maximum and the running sum", "numbers seen", "", [new("score", steps, scores), new("maximum so far", steps, maxima), new("sum so far", steps, sums)]));

// Two halves can be merged in the same way, so a group's threads each take a part of the row.
(double Max, double Sum) Part(IEnumerable<double> part) => part.Aggregate((Max: double.NegativeInfinity, Sum: 0.0), (seen, score) => Merge(seen, (score, 1)));
(double Max, double Sum) Merge((double Max, double Sum) one, (double Max, double Sum) other)
{
    double max = Math.Max(one.Max, other.Max);
    return (max, (one.Sum * Math.Exp(one.Max - max)) + (other.Sum * Math.Exp(other.Max - max)));
}

lecture.Check("merging the halves gives the same", Math.Abs(Merge(Part(scores[..23]), Part(scores[23..])).Sum - sum) < 1e-12);
KernelClimb.Show(lecture, device, "softmax forward", isSimulator ? [[2, 72], [3, 5]] : [[9, 260], [65, 65]], [2048, 1024]);

// ------------------------------------------------------------------------------------------------------------------------
lecture.Step("Layer norm: the variance in one pass");
float[] far = [.. Numbers(1, 1000, 6).Cast<double>().Select(value => (float)(value + 10_000))]; // a mean of 10,000, a variance of about 1
double mean = far.Average(value => (double)value), variance = far.Average(value => (value - mean) * (value - mean));
float total = 0, squares = 0, running = 0, deviations = 0;
for (int i = 0; i < far.Length; i++)
{
    total += far[i];
    squares += far[i] * far[i];
    float difference = far[i] - running; // Welford 1962
    running += difference / (i + 1);
    deviations += difference * (far[i] - running);
}

float byMeans = (squares / far.Length) - (total / far.Length * (total / far.Length));
lecture.Say($"variance {variance:F4}; in floats, mean of squares less square of mean: {byMeans:F4}; Welford: {deviations / far.Length:F4}");
lecture.Check("Welford is right, the textbook's formula is not", Math.Abs((deviations / far.Length) - variance) < 0.01 && Math.Abs(byMeans - variance) > 0.1);
KernelClimb.Show(lecture, device, "layer norm forward", isSimulator ? [[2, 72], [3, 5]] : [[70, 768], [65, 65]], [2048, 768]);

// ------------------------------------------------------------------------------------------------------------------------
lecture.Step("Flash attention forward: softmax and the second product in one pass");
const int positions = 50, headSize = 16, keysOfTile = 8;
double scale = 1 / Math.Sqrt(headSize);
double[,] queries = Numbers(positions, headSize, 7), keys = Numbers(positions, headSize, 8), values = Numbers(positions, headSize, 9), upstream = Numbers(positions, headSize, 10);
double RowDot(double[,] one, int i, double[,] other, int j) => Enumerable.Range(0, headSize).Sum(d => one[i, d] * other[j, d]);
double[,] output = new double[positions, headSize];
double[] logSumExp = new double[positions];
for (int i = 0; i < positions; i++)
{
    double max = double.NegativeInfinity, weights = 0;
    for (int first = 0; first <= i; first += keysOfTile) // keys after i are not seen
    {
        double[] tileScores = [.. Enumerable.Range(first, Math.Min(keysOfTile, i + 1 - first)).Select(j => RowDot(queries, i, keys, j) * scale)];
        double before = max;
        max = Math.Max(max, tileScores.Max());
        double correction = Math.Exp(before - max); // of what was added up under the old maximum
        weights = (weights * correction) + tileScores.Sum(score => Math.Exp(score - max));
        for (int d = 0; d < headSize; d++)
        {
            output[i, d] = (output[i, d] * correction) + tileScores.Select((score, j) => Math.Exp(score - max) * values[first + j, d]).Sum();
        }
    }

    logSumExp[i] = max + Math.Log(weights);
    for (int d = 0; d < headSize; d++)
    {
        output[i, d] /= weights;
    }
}

// The plain way, on the oracle, with the (T, T) matrix and the tape.
Tensor Oracle(double[,] matrix) => Tensor.From([.. matrix.Cast<double>()], [positions, headSize], Device.Reference).AsParameter();
var (oracleQ, oracleK, oracleV) = (Oracle(queries), Oracle(keys), Oracle(values));
var attention = (oracleQ.MatMul(oracleK.T) * scale).MaskedFill(Tensor.UpperTriangle(positions, Device.Reference), double.NegativeInfinity).Softmax().MatMul(oracleV);
double Far(double[,] own, Tensor theirs) => own.Cast<double>().Zip(theirs.ToDoubles(), (one, other) => Math.Abs(one - other)).Max();
lecture.Check("tiles of 8 keys give what the whole matrix gives", Far(output, attention) < 1e-12);
lecture.Say($"GPT-2, 12 sequences of 1024, 12 heads: the matrix is {12.0 * 12 * 1024 * 1024 * 4 / (1 << 20):N0} MiB a layer, log Σ exp {12.0 * 12 * 1024 * 4 / (1 << 20):N2} MiB");

// ------------------------------------------------------------------------------------------------------------------------
lecture.Step("Flash attention backward: the weights again instead of kept");
double[,] dq = new double[positions, headSize], dk = new double[positions, headSize], dv = new double[positions, headSize];
for (int i = 0; i < positions; i++)
{
    double dot = RowDot(upstream, i, output, i); // Σⱼ p(i, j) dp(i, j), without the j
    for (int j = 0; j <= i; j++)
    {
        double weight = Math.Exp((RowDot(queries, i, keys, j) * scale) - logSumExp[i]); // p(i, j), from the one number that was kept
        double slope = weight * (RowDot(upstream, i, values, j) - dot) * scale; // softmax's backward pass
        for (int d = 0; d < headSize; d++)
        {
            dv[j, d] += weight * upstream[i, d];
            dq[i, d] += slope * keys[j, d];
            dk[j, d] += slope * queries[i, d];
        }
    }
}

attention.Backward(Oracle(upstream).Detach());
lecture.Check("dq, dk and dv are the tape's", Far(dq, oracleQ.Grad!) < 1e-12 && Far(dk, oracleK.Grad!) < 1e-12 && Far(dv, oracleV.Grad!) < 1e-12);

// ------------------------------------------------------------------------------------------------------------------------
lecture.Step("The ladders of attention");
// (B, T, C, heads, percent dropped)
int[][] heads = isSimulator ? [[1, 21, 20, 1, 20], [1, 7, 10, 2, 0]] : [[2, 64, 64, 2, 0], [1, 70, 16, 1, 20]], rounded = isSimulator ? [[1, 21, 16, 2, 20]] : [[2, 64, 64, 2, 0], [1, 70, 16, 1, 20]];
int[] sentence = [2, 256, 256, 4, 0];
KernelClimb.Show(lecture, device, "attention forward", heads, sentence);
lecture.Say($"of operands that lie in memory as bf16:");
KernelClimb.Show(lecture, device, "attention of bf16 forward", rounded, sentence);
if (lecture.IsQuick)
{
    lecture.Say($"the ladders backward take longer than all above: without --quick");
}
else
{
    KernelClimb.Show(lecture, device, "attention backward", heads, sentence);
    lecture.Say($"of operands that lie in memory as bf16:");
    KernelClimb.Show(lecture, device, "attention of bf16 backward", rounded, sentence);
}

// ------------------------------------------------------------------------------------------------------------------------
lecture.Step("The same ladder on a large GPU");
string report = Path.Combine(Repository(), "Benchmarks", "results", "2026-11-26-h200.md");
const string product = "| matmul | 4096 x 4096 x 4096 x 0 x 1 x 0 x 0 |";
var measured = File.Exists(report)
    ? File.ReadLines(report).Where(line => line.StartsWith(product, StringComparison.Ordinal) && !KernelClimb.IsVariant(line)).Select(line => line.Split('|', StringSplitOptions.TrimEntries)).ToList()
    : [];
foreach (string[] cells in measured) // | job | shape | version | ms | GFLOP/s | GB/s |
{
    lecture.Say($"{cells[3],-34} {cells[5],8} GFLOP/s");
}

if (measured.Count == 0)
{
    lecture.Say($"There is no {report} with measurements of an H200, so there is nothing to show.");
}
else
{
    var fast = measured.Where(cells => !KernelClimb.IsEmulated(cells[3]));
    lecture.ShowInText("h200", new LadderPlot("4096 x 4096 x 4096 on an NVIDIA H200", "GFLOP/s", [.. fast.Select(cells => new LadderBar(cells[3], double.Parse(cells[5], NumberStyles.Number, CultureInfo.InvariantCulture), cells[5]))]));
}

return lecture.End();

/// The folder above lectures.
static string Repository() => Path.GetFullPath(Path.Combine((string)AppContext.GetData("EntryPointFileDirectoryPath")!, "..", ".."));

/// y += factor · x. A thread an element; the last group's spare threads do nothing.
public readonly struct Axpy(ArrayView<float> x, ArrayView<float> y, float factor) : IGpuKernel
{
    public static int GroupSize => 32;

    public void Run()
    {
        int i = (Grid.IdxX * GroupSize) + Group.IdxX; // which thread am I?
        if (i < y.Length)
        {
            y[i] += factor * x[i];
        }
    }
}

/// C = A B with A (m, k), B (k, n), row by row in memory. Each thread walks along a row of A and down a column of B.
public readonly struct NaiveMatMul(ArrayView<float> a, ArrayView<float> b, ArrayView<float> c, int m, int n, int k) : IGpuKernel
{
    public static int GroupSize => 32;

    public static int Groups(int m, int n) => ((m * n) + GroupSize - 1) / GroupSize;

    public void Run()
    {
        int i = (Grid.IdxX * GroupSize) + Group.IdxX;
        if (i >= m * n)
        {
            return;
        }

        int row = i / n, column = i % n;
        float sum = 0;
        for (int l = 0; l < k; l++)
        {
            sum += a[(row * k) + l] * b[(l * n) + column]; // two reads from global memory for one multiply-add
        }

        c[i] = sum;
    }
}

/// A tile's side: a constant for the compiler.
public interface ITile
{
    static abstract int Size { get; }
}

public readonly struct Tile16 : ITile
{
    public static int Size => 16;
}

public readonly struct Tile4 : ITile
{
    public static int Size => 4;
}

/// The same product: a group computes a tile of C. Turn by turn it copies a tile of A and one of B to shared memory, a number a thread.
public readonly struct TiledMatMul<TTile>(ArrayView<float> a, ArrayView<float> b, ArrayView<float> c, int m, int n, int k) : IGpuKernel
    where TTile : struct, ITile
{
    public static int GroupSize => TTile.Size * TTile.Size;

    public static int Groups(int m, int n) => Tiles(m) * Tiles(n);

    public void Run()
    {
        var tileA = SharedMemory.Allocate<float>(GroupSize);
        var tileB = SharedMemory.Allocate<float>(GroupSize);
        int y = Group.IdxX / TTile.Size, x = Group.IdxX % TTile.Size;
        int row = (Grid.IdxX / Tiles(n) * TTile.Size) + y, column = (Grid.IdxX % Tiles(n) * TTile.Size) + x;
        float sum = 0;
        for (int first = 0; first < k; first += TTile.Size)
        {
            tileA[Group.IdxX] = row < m && first + x < k ? a[(row * k) + first + x] : 0f; // zeros beyond the edge add nothing
            tileB[Group.IdxX] = first + y < k && column < n ? b[((first + y) * n) + column] : 0f;
            Group.Barrier(); // all have written before anybody reads
            for (int l = 0; l < TTile.Size; l++)
            {
                sum += tileA[(y * TTile.Size) + l] * tileB[(l * TTile.Size) + x];
            }

            Group.Barrier(); // all have read before anybody overwrites
        }

        if (row < m && column < n)
        {
            c[(row * n) + column] = sum;
        }
    }

    private static int Tiles(int length) => (length + TTile.Size - 1) / TTile.Size;
}
