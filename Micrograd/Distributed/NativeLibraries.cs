using System.Reflection;
using System.Runtime.InteropServices;

namespace Micrograd;

/// <summary>Libraries of the system that are found at run time, where there are any: <see cref="Mpi"/> and <see cref="Nccl"/>.</summary>
internal static class NativeLibraries
{
    private static readonly Dictionary<string, nint> Loaded = [];

    static NativeLibraries() => NativeLibrary.SetDllImportResolver(typeof(NativeLibraries).Assembly, Resolve);

    /// <summary>Loads the first of some files that there is.</summary>
    /// <param name="name">What the imports call it.</param>
    /// <param name="files">Where it may be.</param>
    /// <returns>Its handle; 0: none of them can be loaded.</returns>
    public static nint Load(string name, IReadOnlyList<string> files)
    {
        lock (Loaded)
        {
            if (Loaded.TryGetValue(name, out nint known))
            {
                return known;
            }

            nint found = files.Select(file => NativeLibrary.TryLoad(file, out nint library) ? library : 0).FirstOrDefault(library => library != 0);
            return found == 0 ? 0 : Loaded[name] = found;
        }
    }

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? path)
    {
        lock (Loaded)
        {
            return Loaded.GetValueOrDefault(name);
        }
    }
}
