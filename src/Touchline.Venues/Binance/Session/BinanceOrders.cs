using System.Buffers;
using System.Buffers.Text;
using System.Text;
using Touchline.Core;

namespace Touchline.Venues.Binance;

/// <summary>
/// The session's orders by their client id, <c>prefix-number</c>, and by the venue's number. Ended ones are kept for what comes late, the newest
/// <see cref="EndedKept"/> of them. Steady trading allocates nothing here.
/// </summary>
internal sealed class BinanceOrders
{
    /// <summary>Orders that aren't over, at once.</summary>
    public const int MaxLive = 20_000;

    public const int EndedKept = 4_096;

    private static readonly SearchValues<char> Allowed = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-");

    private readonly byte[] _prefix;
    private readonly Dictionary<long, BinanceOrder> _byNumber = new(EndedKept * 2);
    private readonly Dictionary<(int Instrument, long VenueId), BinanceOrder> _byVenueId = new(EndedKept * 2);
    private readonly Stack<BinanceOrder> _free = new(EndedKept);
    private readonly long[] _ended = new long[EndedKept];
    private int _endedCount;
    private long _firstOwn = long.MaxValue;

    public BinanceOrders(string prefix)
    {
        if (prefix.Length is < 1 or > 16 || prefix.AsSpan().ContainsAnyExcept(Allowed))
            throw new BadInputException($"the session's prefix '{prefix}' is not 1 to 16 of A-Z a-z 0-9 _ -");
        _prefix = Encoding.ASCII.GetBytes(prefix + "-");
    }

    public ReadOnlySpan<byte> Prefix => _prefix;

    /// <summary>Orders that aren't over.</summary>
    public int LiveCount { get; private set; }

    public bool IsFull => LiveCount >= MaxLive;

    public BinanceOrder Add(OrderId id, BinanceInstrument instrument, in NewOrder terms, long nowNs)
    {
        _firstOwn = Math.Min(_firstOwn, id.Number);
        return Adopt(id, instrument, terms, nowNs);
    }

    /// <summary>One of an earlier session.</summary>
    public BinanceOrder Adopt(OrderId id, BinanceInstrument instrument, in NewOrder terms, long nowNs)
    {
        BinanceOrder order = _free.TryPop(out BinanceOrder? used) ? used : new BinanceOrder();
        order.Begin(id, instrument, terms, nowNs);
        _byNumber.Add(id.Number, order);
        (instrument.Traded ??= new BinanceTraded()).AddLive(order);
        LiveCount++;
        return order;
    }

    public BinanceOrder? Find(long number) => _byNumber.GetValueOrDefault(number);

    public BinanceOrder? FindByVenueId(int instrument, long venueId) => _byVenueId.GetValueOrDefault((instrument, venueId));

    /// <summary>An order of an earlier session that nobody knows any more. It ended long ago, or what was noted of it is lost, with the machine's power for one.</summary>
    public bool IsForgotten(long number) => number < _firstOwn && !_byNumber.ContainsKey(number);

    /// <summary>The number within one of our client ids; 0: it is somebody else's.</summary>
    public long NumberOf(ReadOnlySpan<byte> clientId) =>
        clientId.StartsWith(_prefix) && Utf8Parser.TryParse(clientId[_prefix.Length..], out long number, out int used) && number > 0
            && used == clientId.Length - _prefix.Length && clientId[_prefix.Length] is >= (byte)'1' and <= (byte)'9'
            ? number
            : 0;

    /// <summary>Writes an order's client id and returns its length; at most 36.</summary>
    public int WriteClientId(long number, Span<byte> to)
    {
        _prefix.CopyTo(to);
        Utf8Formatter.TryFormat(number, to[_prefix.Length..], out int length);
        return _prefix.Length + length;
    }

    public void SetVenueId(BinanceOrder order, long venueId)
    {
        if (order.VenueId != 0 || venueId <= 0)
            return;
        if (order is { Conditional: not null, LiveAt: >= 0 })
            order.Instrument.Traded!.Waiting--;
        order.VenueId = venueId;
        _byVenueId[(order.Instrument.Index, venueId)] = order;
    }

    /// <summary>It is over; it stays findable for a while.</summary>
    public void End(BinanceOrder order, long nowNs)
    {
        order.IsEnded = true;
        order.EndedNs = nowNs;
        order.New = order.Amend = order.Cancel = default;
        order.Instrument.Traded!.RemoveLive(order);
        LiveCount--;
        ref long slot = ref _ended[_endedCount++ % EndedKept];
        if (_endedCount > EndedKept && _byNumber.Remove(slot, out BinanceOrder? oldest))
        {
            if (oldest.VenueId != 0)
                _byVenueId.Remove((oldest.Instrument.Index, oldest.VenueId));
            oldest.Number = 0;
            // One that something still refers to is left to the collector.
            if (!oldest.IsInquired && !oldest.IsAsked && !oldest.IsFetching)
                _free.Push(oldest);
        }

        slot = order.Number;
    }
}
