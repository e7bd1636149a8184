using System.Collections.Concurrent;
using System.Reflection;
using ILGPU;
using ILGPU.Backends;
using ILGPU.Backends.OpenCL;
using ILGPU.Backends.PTX;
using ILGPU.Runtime.Cuda;
using ILGPU.Runtime.OpenCL;

namespace Tests;

/// <summary>A kernel as a driver would get it.</summary>
/// <param name="Kernel">Its name.</param>
/// <param name="Text">PTX or OpenCL C; null: ILGPU did not compile it.</param>
/// <param name="Error">Why not.</param>
internal sealed record CompiledText(string Kernel, string? Text, string? Error);

/// <summary>Compiles kernels for devices that this machine need not have.</summary>
internal static class OfflineCompiler
{
    private static readonly MethodInfo CompileOne = typeof(KernelLoader).GetMethod(nameof(KernelLoader.Compile), BindingFlags.NonPublic | BindingFlags.Static)!;
    private static readonly ConcurrentDictionary<(string Target, string Definition), Lazy<IReadOnlyList<CompiledText>>> Texts = [];

    private const string HopperAlone = "sm_90a";

    /// <summary>
    /// What drivers are asked for: the architecture that most of ILGPU's PTX is for, and the one after next; for kernels with instructions that Hopper
    /// alone has, that.
    /// </summary>
    public static IEnumerable<string> ArchitecturesOf(Type definition)
    {
        string[] all = ["sm_80", "sm_90", HopperAlone];
        var kernels = KernelTypes.ClosedOf(definition);
        return kernels.Count == 0 ? ["sm_80"] : all.Where(architecture => kernels.Any(kernel => IsFor(kernel, architecture)));
    }

    /// <summary>All types of a kernel definition that are for an architecture in PTX.</summary>
    public static IReadOnlyList<CompiledText> Ptx(string definition, string architecture) =>
        Compile(definition, architecture, kernel => IsFor(kernel, architecture), PtxBackend, KernelText.PatchPtx);

    /// <summary>All types of a kernel definition that need nothing special in OpenCL C, for a device that can do all there is.</summary>
    public static IReadOnlyList<CompiledText> OpenCl(string definition) =>
        Compile(definition, "opencl", kernel => KernelTypes.NeedsOf(kernel) == KernelNeeds.Nothing, OpenClBackend, KernelText.PatchOpenCl);

    private static bool IsFor(Type kernel, string architecture) => KernelTypes.NeedsOf(kernel).HasFlag(KernelNeeds.Hopper) == (architecture == HopperAlone);

    private static PTXBackend PtxBackend(Context context, string architecture) =>
        new(context, architecture != "sm_80" ? CudaArchitecture.SM_90 : CudaArchitecture.SM_80, CudaInstructionSet.ISA_80, nvvmAPI: null!);

    private static CLBackend OpenClBackend(Context context, string target) =>
        new(context, new CLCapabilityContext(true, true, true, true, true), CLDeviceVendor.AMD, CLCVersion.CL20);

    private static IReadOnlyList<CompiledText> Compile(
        string definition, string target, Func<Type, bool> wanted, Func<Context, string, Backend> backend, Func<string, string> patch) =>
        Texts.GetOrAdd((target, definition), _ => new Lazy<IReadOnlyList<CompiledText>>(() =>
        {
            using var compiler = new Compiler(context => backend(context, target));
            return [.. KernelTypes.ClosedOf(KernelTypes.Get(definition)).Where(wanted).Select(kernel => compiler.Compile(kernel, patch))];
        })).Value;

    /// <summary>A context for many kernels; a new one after each that fails, which makes a context useless.</summary>
    private sealed class Compiler(Func<Context, Backend> makeBackend) : IDisposable
    {
        private Context? context;
        private Backend? backend;

        public CompiledText Compile(Type kernel, Func<string, string> patch)
        {
            context ??= GpuLibraries.CreateContext(_ => { });
            backend ??= makeBackend(context);
            string name = KernelText.NameOf(kernel);
            try
            {
                var compiled = (CompiledKernel)CompileOne.MakeGenericMethod(kernel).Invoke(null, [backend])!;
                return new CompiledText(name, patch(KernelText.Of(compiled)!), null);
            }
            catch (TargetInvocationException e)
            {
                Dispose();
                return new CompiledText(name, null, KernelText.OneLine(e.InnerException!));
            }
        }

        public void Dispose()
        {
            backend?.Dispose();
            context?.Dispose();
            (backend, context) = (null, null);
        }
    }
}
