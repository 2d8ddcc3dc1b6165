namespace Touchline.Venues.Binance;

internal enum BinanceRequestKind : byte
{
    New,
    Amend,
    Cancel,
    Query,
}

/// <summary>An order request that left.</summary>
internal struct BinanceRequest
{
    public long Number;
    public long OrderNumber;
    public long SentNs;

    /// <summary>The connection that it went by; -1: REST.</summary>
    public int Connection;

    public BinanceRequestKind Kind;

    /// <summary>No answer has come, and its time isn't up.</summary>
    public bool IsOpen;
}

/// <summary>
/// The requests under way by number, and the newest that are over, so that an answer that comes after its time is still understood. Numbers run on, so the oldest is always next to
/// time out.
/// </summary>
internal sealed class BinanceRequests
{
    private const int Size = 8_192;

    private readonly BinanceRequest[] _ring = new BinanceRequest[Size];
    private long _last;
    private long _oldest = 1;

    /// <summary>When the oldest request that waits for an answer on a connection left.</summary>
    public long OldestSentNs
    {
        get
        {
            PassOver();
            return _oldest > _last ? long.MaxValue : _ring[_oldest % Size].SentNs;
        }
    }

    /// <summary>There is no room for one more.</summary>
    public bool IsFull
    {
        get
        {
            PassOver();
            return _last - _oldest + 1 >= Size;
        }
    }

    public long Last => _last;

    public ref BinanceRequest Add(BinanceRequestKind kind, long order, long nowNs)
    {
        ref BinanceRequest request = ref _ring[++_last % Size];
        request = new BinanceRequest { Number = _last, OrderNumber = order, SentNs = nowNs, Kind = kind, Connection = -1 };
        return ref request;
    }

    /// <summary>A null reference: it is too long ago, or never was.</summary>
    public ref BinanceRequest Find(long number)
    {
        ref BinanceRequest request = ref _ring[(int)((ulong)number % Size)];
        if (number <= 0 || request.Number != number)
            return ref System.Runtime.CompilerServices.Unsafe.NullRef<BinanceRequest>();
        return ref request;
    }

    /// <summary>Takes the oldest that left before a time; its time is up.</summary>
    public bool TryTakeLate(long sentBeforeNs, out BinanceRequest late)
    {
        PassOver();
        late = default;
        if (_oldest > _last || _ring[_oldest % Size].SentNs >= sentBeforeNs)
            return false;
        _ring[_oldest % Size].IsOpen = false;
        late = _ring[_oldest % Size];
        return true;
    }

    /// <summary>Takes the next that is open on a connection; from 0, then from what came before plus one.</summary>
    public bool TryTakeOn(int connection, ref long from, out BinanceRequest request)
    {
        for (from = Math.Max(from, _oldest); from <= _last; from++)
        {
            ref BinanceRequest at = ref _ring[from % Size];
            if (!at.IsOpen || at.Connection != connection)
                continue;
            at.IsOpen = false;
            request = at;
            return true;
        }

        request = default;
        return false;
    }

    public bool AnyOn(int connection)
    {
        for (long i = _oldest; i <= _last; i++)
        {
            if (_ring[i % Size].IsOpen && _ring[i % Size].Connection == connection)
                return true;
        }

        return false;
    }

    private void PassOver()
    {
        while (_oldest <= _last && !_ring[_oldest % Size].IsOpen)
            _oldest++;
    }
}
