using System.Runtime.InteropServices;

namespace Touchline.Commands;

/// <summary>With which rights the program's files come into being.</summary>
internal static class FileModes
{
    private const uint GroupAndOthers = 0x3F; // 077

    /// <summary>
    /// From now on what this program and those that it starts make belongs to its user alone, folders, the database's own files and all: orders and profits are nobody else's. At the start, before there are
    /// other threads. Files that are there keep their rights.
    /// </summary>
    public static void KeepToOwner()
    {
        if (!OperatingSystem.IsWindows())
            _ = UMask(GroupAndOthers);
    }

    // mode_t: 32 bits on Linux, 16 on a Mac, in a register either way.
    [DllImport("libc", EntryPoint = "umask")]
    private static extern uint UMask(uint mask);
}
