using System.Reflection;
using System.Text;
using ILGPU.Backends;
using ILGPU.Backends.OpenCL;
using ILGPU.Backends.PTX;
using ILGPU.Runtime.OpenCL;

namespace Kernels;

/// <summary>The text that ILGPU makes of a kernel, and what has to be changed in it before a driver compiles it.</summary>
internal static class KernelText
{
    /// <summary>
    /// PTX: ILGPU marks the branches of loops as uniform, and the assembler does not unroll such loops; accumulators in
    /// arrays then stay in memory. The mark is only a hint, so it is taken away.
    /// </summary>
    public static string PatchPtx(string ptx) => ptx.Replace("bra.uni", "bra", StringComparison.Ordinal);

    /// <summary>
    /// OpenCL C: a barrier must order accesses to local memory too, not to global memory alone, as ILGPU asks.
    /// </summary>
    public static string PatchOpenCl(string source) =>
        source.Replace("work_group_barrier ( CLK_GLOBAL_MEM_FENCE )", "work_group_barrier ( CLK_LOCAL_MEM_FENCE | CLK_GLOBAL_MEM_FENCE )", StringComparison.Ordinal);

    /// <summary>
    /// OpenCL C for a device without the generic address space, such as PoCL 3: all pointers that ILGPU leaves
    /// generic point to global memory in our kernels.
    /// </summary>
    public static string PatchOpenClWithoutGenericAddresses(string source) => PatchOpenCl(source)
        .Replace("__generic", "global", StringComparison.Ordinal)
        .Replace("(atomic_", "(global atomic_", StringComparison.Ordinal);

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
    public static string SaveFailed(string name, string text) => Write(Path.GetTempPath(), name + ".txt", text);

    /// <summary>An error's message without line breaks, cut where it gets long (compilers' logs).</summary>
    public static string OneLine(Exception e)
    {
        const int Longest = 400;
        var cause = e.InnerException ?? e;
        string message = cause is CLException opencl ? $"{opencl.Error}" : cause.Message; // ILGPU leaves the message empty
        string line = string.Join(' ', message.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)).TrimEnd('.');
        return line.Length <= Longest ? line : line[..Longest] + " ...";
    }

    private static string Write(string folder, string file, string text)
    {
        string path = Path.Combine(Directory.CreateDirectory(folder).FullName, file);
        File.WriteAllText(path, text, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        return path;
    }
}
