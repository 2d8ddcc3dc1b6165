using System.Reflection;
using System.Runtime.InteropServices;

namespace Touchline.Storage;

/// <summary>
/// Which SQLite is used: the system's where there is one, as it gets its security fixes; else the one that the package brings.
/// </summary>
internal static class SqliteLibrary
{
    private const string Bundled = "e_sqlite3";

    // Debian and others have the library without its developer's link.
    private static readonly string[] OfSystem = ["libsqlite3.so.0", "libsqlite3.dylib", "winsqlite3.dll"];

    private static readonly Lazy<bool> Loaded = new(Load);

    /// <summary>To be called before the first connection.</summary>
    public static void Ensure() => _ = Loaded.Value;

    private static bool Load()
    {
        NativeLibrary.SetDllImportResolver(typeof(SQLitePCL.SQLite3Provider_e_sqlite3).Assembly, Resolve);
        SQLitePCL.Batteries_V2.Init();
        return true;
    }

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? path)
    {
        if (name != Bundled)
            return 0;
        foreach (string library in OfSystem)
        {
            if (NativeLibrary.TryLoad(library, out nint handle))
                return handle;
        }

        return 0;
    }
}
