using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;
using ILGPU.Backends;
using ILGPU.Backends.OpenCL;
using ILGPU.Backends.PTX;
using ILGPU.Runtime;
using ILGPU.Runtime.OpenCL;

namespace Kernels;

/// <summary>The text that ILGPU makes of a kernel, and what has to be changed in it before a driver compiles it.</summary>
internal static partial class KernelText
{
    /// <summary>
    /// PTX: ILGPU marks the branches of loops as uniform, and the assembler does not unroll such loops; accumulators in
    /// arrays then stay in memory. The mark is only a hint, so it is taken away. The instructions for tiles are written out. And ILGPU names
    /// no target above sm_80, where there are no instructions of Hopper's: those want sm_90a.
    /// </summary>
    public static string PatchPtx(string ptx)
    {
        string text = ptx.Replace("bra.uni", "bra", StringComparison.Ordinal);
        string expanded = TileText.Expand(LoopText.Unroll(text));
        if (expanded != text)
        {
            text = RegisterText.Promote(expanded);
        }

        return text.Contains("wgmma", StringComparison.Ordinal) ? Target().Replace(text, ".target sm_90a") : text;
    }

    /// <summary>
    /// OpenCL C: a barrier must order accesses to local memory too, not to global memory alone, as ILGPU asks. And the only
    /// atomic operation of our kernels is asked for as OpenCL 1.1 does: that of 2.0 is optional again in 3.0, where NVIDIA leaves it out.
    /// </summary>
    /// <exception cref="InvalidOperationException">The text has an atomic operation or a barrier of a form that is not known here.</exception>
    public static string PatchOpenCl(string source)
    {
        string patched = source
            .Replace("work_group_barrier ( CLK_GLOBAL_MEM_FENCE )", "work_group_barrier ( CLK_LOCAL_MEM_FENCE | CLK_GLOBAL_MEM_FENCE )", StringComparison.Ordinal)
            .Replace("atomic_fetch_min ((atomic_int*)", "atomic_min ((volatile global int*)", StringComparison.Ordinal);
        return UnknownOpenCl().Match(patched) is { Success: true } unknown
            ? throw new InvalidOperationException($"ILGPU's OpenCL C has '{unknown.Value}', which no patch knows")
            : patched;
    }

    /// <summary>OpenCL C: without this a driver may compile the kernel for smaller groups than it is launched with. PTX says so by itself.</summary>
    public static string WithGroupSize(string source, int size) =>
        source.Replace("kernel void ", $"__attribute__((reqd_work_group_size({size}, 1, 1))) kernel void ", StringComparison.Ordinal);

    /// <summary>
    /// OpenCL C for a device without the generic address space, such as PoCL 3: all pointers that ILGPU leaves
    /// generic point to global memory in our kernels.
    /// </summary>
    public static string PatchOpenClWithoutGenericAddresses(string source) => PatchOpenCl(source)
        .Replace("__generic", "global", StringComparison.Ordinal);

    /// <summary>A kernel's name for people and files: <c>Softmax2Shared-Group256</c>.</summary>
    public static string NameOf(Type kernel)
    {
        string name = kernel.Name.Split('`')[0];
        return kernel.IsGenericType ? $"{name}-{string.Join('-', kernel.GetGenericArguments().Select(NameOf))}" : name;
    }

    /// <summary>The text of a compiled kernel; null on the simulator, which has none.</summary>
    public static string? Of(CompiledKernel kernel) => kernel switch
    {
        PTXCompiledKernel ptx => ptx.PTXAssembly,
        CLCompiledKernel cl => cl.Source,
        _ => null,
    };

    /// <summary>Puts another text in its place. ILGPU offers no way to do so: the field behind the property is written.</summary>
    public static void Replace(CompiledKernel kernel, string text)
    {
        string property = kernel is PTXCompiledKernel ? nameof(PTXCompiledKernel.PTXAssembly) : nameof(CLCompiledKernel.Source);
        var field = kernel.GetType().GetField($"<{property}>k__BackingField", BindingFlags.NonPublic | BindingFlags.Instance)
            ?? throw new InvalidOperationException($"This version of ILGPU has no field behind {property}.");
        field.SetValue(kernel, text);
    }

    /// <summary>Writes the text to a folder, as <c>name.ptx</c> or <c>name.cl</c>.</summary>
    public static void Save(string folder, string name, CompiledKernel kernel, string text) =>
        Write(folder, name + (kernel is PTXCompiledKernel ? ".ptx" : ".cl"), text);

    /// <summary>Writes the text of a kernel that a driver refused to the folder for temporary files.</summary>
    /// <returns>Where it is; that it is nowhere, if that folder cannot be written: then why the driver refused it matters more.</returns>
    public static string SaveFailed(string name, string text)
    {
        try
        {
            return $"its source is in {Write(Path.GetTempPath(), name + ".txt", text)}";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "its source could not be kept in a file";
        }
    }

    /// <summary>What a driver says of OpenCL C that it refuses; null where there is no such text or it says nothing.</summary>
    public static string? DriverLog(Accelerator accelerator, CompiledKernel? kernel)
    {
        if (accelerator is CLAccelerator device && kernel is CLCompiledKernel cl)
        {
            CLKernel.LoadKernel(device, cl.Name, cl.Source, cl.CVersion, out _, out _, out string? log);
            return string.IsNullOrWhiteSpace(log) ? null : OneLine(log.TrimEnd('\0'));
        }

        return null;
    }

    /// <summary>An error's message without line breaks, cut where it gets long (compilers' logs).</summary>
    public static string OneLine(Exception e)
    {
        var cause = e.InnerException ?? e;
        return OneLine(cause is CLException opencl ? $"{opencl.Error}" : cause.Message); // ILGPU leaves the message empty
    }

    private static string OneLine(string message)
    {
        const int Longest = 400;
        string line = string.Join(' ', message.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)).TrimEnd('.');
        return line.Length <= Longest ? line : line[..Longest] + " ...";
    }

    /// <summary>Atomic operations of OpenCL 2.0, and barriers that do not order accesses to local memory.</summary>
    [GeneratedRegex(@"atomic_fetch_\w+|atomic_compare_\w+|work_group_barrier ?\((?![^)]*LOCAL)[^)]*\)")]
    private static partial Regex UnknownOpenCl();

    [GeneratedRegex(@"\.target sm_\d+")]
    private static partial Regex Target();

    private static string Write(string folder, string file, string text)
    {
        string path = Path.Combine(Directory.CreateDirectory(folder).FullName, file);
        File.WriteAllText(path, text, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        return path;
    }
}
