using System.Runtime.InteropServices;
using Touchline.Core;

namespace Touchline.Plugins;

/// <summary>
/// A plug-in's library. It is loaded from a copy of its own, which is deleted at once where the system allows: two plug-ins of one library share no variables, and one that was built anew isn't taken for the one that is still loaded.
/// </summary>
internal sealed unsafe class PluginLibrary : IDisposable
{
    private static int _copies;

    private readonly string _copy;
    private readonly delegate* unmanaged[Cdecl]<nint, nint, nint, int> _run;
    private readonly delegate* unmanaged[Cdecl]<void> _stop;
    private nint _handle;

    private PluginLibrary(string path, string copy)
    {
        _copy = copy;
        try
        {
            _handle = NativeLibrary.Load(copy);
            _run = (delegate* unmanaged[Cdecl]<nint, nint, nint, int>)Export(path, "run");
            _stop = (delegate* unmanaged[Cdecl]<void>)Export(path, "stop");
        }
        catch (Exception e) when (e is DllNotFoundException or BadImageFormatException)
        {
            throw new BadInputException($"{path} can't be loaded: {e.Message.Replace(copy, path, StringComparison.Ordinal).ReplaceLineEndings(" ").Trim()}; right is a shared library for this machine that exports run and stop", e);
        }
    }

    /// <summary>The end of a library's name on this system, with its dot.</summary>
    public static string Extension => OperatingSystem.IsWindows() ? ".dll" : OperatingSystem.IsMacOS() ? ".dylib" : ".so";

    /// <exception cref="BadInputException">It can't be loaded, or exports no <c>run</c> and <c>stop</c>.</exception>
    public static PluginLibrary Load(string path)
    {
        if (!File.Exists(path))
            throw new BadInputException($"there is no plug-in library {path}; right is a shared library ({Extension}) that exports run and stop");
        string copy = Copy(Path.GetFullPath(path));
        try
        {
            return new PluginLibrary(path, copy);
        }
        finally
        {
            Delete(copy);
        }
    }

    public int Run(nint receiver, nint placeOrder, nint cancelOrder) => _run(receiver, placeOrder, cancelOrder);

    public void Stop() => _stop();

    public void Dispose()
    {
        NativeLibrary.Free(_handle);
        _handle = 0;
        Delete(_copy);
    }

    private nint Export(string path, string name)
    {
        if (NativeLibrary.TryGetExport(_handle, name, out nint address))
            return address;
        NativeLibrary.Free(_handle);
        throw new BadInputException($"{path} exports no function '{name}'; a plug-in exports run and stop with C names, see docs/native-plugins.md");
    }

    // Beside the library, for what it loads by its own place; where that can't be written, among the temporary files.
    private static string Copy(string path)
    {
        string name = $".{Path.GetFileNameWithoutExtension(path)}-{Environment.ProcessId}-{Interlocked.Increment(ref _copies)}{Path.GetExtension(path)}";
        foreach (string folder in (string[])[Path.GetDirectoryName(path)!, Path.GetTempPath()])
        {
            string copy = Path.Combine(folder, name);
            try
            {
                File.Copy(path, copy, overwrite: true);
                return copy;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException && folder != Path.GetTempPath())
            {
                Delete(copy);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new BadInputException($"{path} can't be loaded: {e.Message}", e);
            }
        }

        throw new BadInputException($"{path} can't be loaded: there is no folder for a copy of it");
    }

    // Windows keeps a loaded one until it is unloaded.
    private static void Delete(string copy)
    {
        try
        {
            File.Delete(copy);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Left for the system to clean up.
        }
    }
}
