using System.Buffers;

namespace Touchline.Simulate;

/// <summary>What goes through one direction of a connection.</summary>
internal enum PipeItem
{
    Opened = 1,
    Text,
    Pong,
    Close,
}

/// <summary>One direction of a connection: what is put in comes out later, in the same order, unless it is cut before.</summary>
internal sealed class Pipe
{
    private readonly VirtualClock _clock;
    private readonly Weather _weather;
    private readonly long _detourNs;
    private readonly Queue<(PipeItem Item, byte[] Buffer, int Length, string? Reason)> _inFlight = new();
    private readonly Action _arrive;
    private readonly PipeArrival _arrival;
    private long _lastNs;
    private int _cut;

    public Pipe(VirtualClock clock, Weather weather, PipeArrival arrival)
    {
        (_clock, _weather, _arrival) = (clock, weather, arrival);
        _detourNs = weather.Detour();
        _arrive = Arrive;
    }

    public int InFlight => _inFlight.Count;

    public void Put(PipeItem item, ReadOnlySpan<byte> bytes, string? reason = null)
    {
        byte[] buffer = bytes.Length == 0 ? [] : ArrayPool<byte>.Shared.Rent(bytes.Length);
        bytes.CopyTo(buffer);
        _inFlight.Enqueue((item, buffer, bytes.Length, reason));
        _lastNs = Math.Max(_lastNs, _clock.NowNs + _weather.Way(_detourNs));
        _clock.At(_lastNs, _arrive);
    }

    /// <summary>What is under way never arrives. Returns how much that was.</summary>
    public int Cut()
    {
        int lost = _inFlight.Count;
        while (_inFlight.TryDequeue(out (PipeItem Item, byte[] Buffer, int Length, string? Reason) item))
            Return(item.Buffer);
        _cut += lost;
        return lost;
    }

    private void Arrive()
    {
        // Arrivals come in the order in which they were put in; those of what was cut are first.
        if (_cut > 0)
        {
            _cut--;
            return;
        }

        (PipeItem item, byte[] buffer, int length, string? reason) = _inFlight.Dequeue();
        _arrival(item, buffer.AsSpan(0, length), reason);
        Return(buffer);
    }

    private static void Return(byte[] buffer)
    {
        if (buffer.Length > 0)
            ArrayPool<byte>.Shared.Return(buffer);
    }
}

internal delegate void PipeArrival(PipeItem item, ReadOnlySpan<byte> bytes, string? reason);
