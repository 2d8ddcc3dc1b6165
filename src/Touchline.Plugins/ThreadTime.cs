using System.Runtime.InteropServices;

namespace Touchline.Plugins;

/// <summary>How long one thread has had a processor, asked from other threads: what it took whatever else the machine was doing. Known on Linux alone.</summary>
internal sealed partial class ThreadTime
{
    private readonly int _clock;

    private ThreadTime(int clock) => _clock = clock;

    /// <summary>Null once the thread has ended.</summary>
    public TimeSpan? Used => Read(_clock, out Time time) == 0 ? TimeSpan.FromSeconds(time.Seconds) + TimeSpan.FromMicroseconds(time.Ns / 1000) : null;

    /// <summary>Of the thread that asks; null where the system doesn't tell.</summary>
    public static ThreadTime? OfThisThread()
    {
        if (!OperatingSystem.IsLinux() || !Environment.Is64BitProcess)
            return null;
        try
        {
            return ClockOf(This(), out int clock) == 0 && Read(clock, out _) == 0 ? new ThreadTime(clock) : null;
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException)
        {
            // glibc before 2.34 has it in another library.
            return null;
        }
    }

    [LibraryImport("libc", EntryPoint = "pthread_self")]
    private static partial nint This();

    [LibraryImport("libc", EntryPoint = "pthread_getcpuclockid")]
    private static partial int ClockOf(nint thread, out int clock);

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int Read(int clock, out Time time);

    // timespec of a 64-bit system
    private struct Time
    {
        public long Seconds;
        public long Ns;
    }
}
