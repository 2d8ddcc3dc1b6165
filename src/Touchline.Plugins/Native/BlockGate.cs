using System.Runtime.InteropServices;

namespace Touchline.Plugins;

/// <summary>
/// Lets one thread sleep until another one, maybe of another process, has moved its end of a ring; a word of the shared block. The sleeper announces itself, then looks at the ring once more; the mover moves first, then looks
/// for an announcement; with a full fence between the two steps on both sides no wake-up is lost. On Linux by futex; elsewhere the sleeper looks every millisecond.
/// </summary>
internal static unsafe class BlockGate
{
    private const int FutexWait = 0, FutexWake = 1;
    private const int Awake = 0, Asleep = 1;
    private const int NsPerMs = 1_000_000;

    private static readonly nint FutexCall = !OperatingSystem.IsLinux() ? 0 : RuntimeInformation.ProcessArchitecture switch
    {
        Architecture.X64 => 202,
        Architecture.Arm64 => 98,
        _ => 0,
    };

    private static readonly ManualResetEventSlim Never = new(false);

    /// <summary>Sleeper: from here on the mover will wake us. Look at the ring again before <see cref="Sleep"/>.</summary>
    public static void Announce(int* word) => Interlocked.Exchange(ref *word, Asleep);

    /// <summary>Sleeper: it is awake, for whatever reason.</summary>
    public static void Withdraw(int* word) => Volatile.Write(ref *word, Awake);

    /// <summary>Sleeper: returns after a wake-up, after the time, or for no reason.</summary>
    public static void Sleep(int* word, int ms)
    {
        if (FutexCall == 0)
        {
            Never.Wait(1);
            return;
        }

        var time = new Timespec { Seconds = ms / 1000, Nanoseconds = ms % 1000 * NsPerMs };
        _ = SystemCall(FutexCall, word, FutexWait, Asleep, &time, null, 0);
    }

    /// <summary>Mover: to be called after each move.</summary>
    public static void Wake(int* word)
    {
        Interlocked.MemoryBarrier();
        if (Volatile.Read(ref *word) != Awake)
            Release(word);
    }

    private static void Release(int* word)
    {
        Volatile.Write(ref *word, Awake);
        if (FutexCall != 0)
            _ = SystemCall(FutexCall, word, FutexWake, 1, null, null, 0);
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct Timespec
    {
        public nint Seconds;
        public nint Nanoseconds;
    }

    [DllImport("libc", EntryPoint = "syscall")]
    private static extern nint SystemCall(nint number, int* word, nint operation, nint value, Timespec* time, int* other, nint last);
}
