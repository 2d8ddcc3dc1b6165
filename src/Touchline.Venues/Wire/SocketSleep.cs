using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Touchline.Venues.Wire;

/// <summary>
/// Sleeps until one of some sockets has something, or a time is up. On Linux the system's own <c>ppoll</c> is asked: nothing is allocated, and it wakes on the nanosecond; the framework's
/// select, which counts in milliseconds there, serves elsewhere. For one thread.
/// </summary>
internal sealed unsafe partial class SocketSleep
{
    private const short CanRead = 1, CanWrite = 4;
    private const long NsPerUs = 1000, NsPerSecond = 1_000_000_000;

    private readonly List<Socket> _readable = [], _writable = [], _failed = [];
    private readonly bool _asksSystem = OperatingSystem.IsLinux() && Environment.Is64BitProcess;
    private Watched[] _watched = new Watched[16];
    private int _count;

    /// <summary>Forgets all sockets.</summary>
    public void Clear()
    {
        _count = 0;
        _readable.Clear();
        _writable.Clear();
        _failed.Clear();
    }

    public void Watch(Socket socket, bool reads, bool writes)
    {
        if (!_asksSystem)
        {
            WatchPortably(socket, reads, writes);
            return;
        }

        if (_count == _watched.Length)
            Array.Resize(ref _watched, 2 * _count);
        _watched[_count++] = new Watched { Handle = (int)socket.SafeHandle.DangerousGetHandle(), Wanted = (short)((reads ? CanRead : 0) | (writes ? CanWrite : 0)) };
    }

    /// <summary>Sleeps no longer than this. True when the socket that was watched first can be read; may return early for no reason.</summary>
    public bool Sleep(long ns)
    {
        if (_asksSystem)
            return Ask(ns);
        Socket first = _readable[0];
        Socket.Select(_readable, _writable.Count > 0 ? _writable : null, _failed.Count > 0 ? _failed : null, (int)((ns + NsPerUs - 1) / NsPerUs));
        return _readable.Contains(first);
    }

    private bool Ask(long ns)
    {
        var time = new Time { Seconds = ns / NsPerSecond, Ns = ns % NsPerSecond };
        fixed (Watched* watched = _watched)
            return Poll(watched, (nuint)_count, &time, null) > 0 && (watched->Found & CanRead) != 0;
    }

    // A connection that fails is told by the error set alone on some systems.
    private void WatchPortably(Socket socket, bool reads, bool writes)
    {
        if (reads)
            _readable.Add(socket);
        if (writes)
            _writable.Add(socket);
        if (writes && !reads)
            _failed.Add(socket);
    }

    [LibraryImport("libc", EntryPoint = "ppoll")]
    private static partial int Poll(Watched* watched, nuint count, Time* time, void* signals);

    // pollfd
    private struct Watched
    {
        public int Handle;
        public short Wanted;
        public short Found;
    }

    // timespec of a 64-bit system
    private struct Time
    {
        public long Seconds;
        public long Ns;
    }
}
