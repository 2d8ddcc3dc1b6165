namespace Touchline.Configuration;

/// <summary>A file that one process holds at a time, for the length of a change to what lies beside it. Threads of one process agree among themselves first.</summary>
internal static class FileLock
{
    private const int TryEveryMs = 20;
    private const int LockedOnLinux = 11, LockedOnMac = 35, LockedOnWindows = unchecked((int)0x80070020);
    private const UnixFileMode Own = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Waits while another process has it.</summary>
    /// <param name="most">How often it is tried, fifty times a second.</param>
    /// <exception cref="IOException">Another process doesn't give it back, or it can't be made.</exception>
    public static FileStream Take(string path, int most)
    {
        var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.None };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = Own;
        for (int tries = 0; ; tries++)
        {
            try
            {
                return new FileStream(path, options);
            }
            catch (IOException e) when (tries < most && e.HResult is (LockedOnLinux or LockedOnMac or LockedOnWindows))
            {
                Thread.Sleep(TryEveryMs);
            }
        }
    }
}
