using System.Reflection;
using System.Runtime.InteropServices;
using Touchline.Core;

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
    /// <exception cref="BadInputException">There is no library.</exception>
    public static void Ensure() => _ = Loaded.Value;

    private static bool Load()
    {
        NativeLibrary.SetDllImportResolver(typeof(SQLitePCL.SQLite3Provider_e_sqlite3).Assembly, Resolve);
        try
        {
            SQLitePCL.Batteries_V2.Init();
            return true;
        }
        catch (DllNotFoundException e)
        {
            // A program of one file that was copied without what belongs beside it.
            throw new BadInputException($"SQLite's library isn't here: install it (Debian, Ubuntu: sudo apt-get install libsqlite3-0), or put lib{Bundled}.so, which the program came with, beside the program", e);
        }
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
