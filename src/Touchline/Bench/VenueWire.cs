using System.Diagnostics;
using System.Text;
using Touchline.Core;
using Touchline.Venues.Binance;

namespace Touchline.Bench;

/// <summary>
/// The adapter with its engine on a wire without sockets: connections open at once, REST requests are answered by <see cref="VenueScript"/>, and the clock moves a little with each message. What
/// goes to order entry is kept, with the time at which it was there.
/// </summary>
internal sealed class VenueWire : IWire
{
    private const long StartMs = 1_760_000_000_000, NsPerMs = 1_000_000;

    /// <summary>What passes from one message to the next, in nanoseconds.</summary>
    private const long StepNs = 10_000;

    private const int MostTurns = 1000;

    private readonly Queue<Action> _toTell = new();
    private readonly VenueAnswers _answers = new();
    private readonly byte[] _sent = new byte[4096];
    private int _sentLength, _public = -1, _orderEntry = -1;

    public VenueWire()
    {
        Seat = new VenueSeat(new BinanceVenueOptions(), this, () => NowNs);
        Seat.Start();
        int turns = 0;
        while (!Seat.IsReady)
        {
            if (++turns > MostTurns)
                throw new InvalidOperationException($"the adapter doesn't get ready ({Seat.Note})");
            ServeDeadline();
        }

        Seat.Strategy.IsTrading = true;
    }

    public VenueScript Script { get; } = new();

    public VenueSeat Seat { get; }

    public long NowNs { get; private set; } = StartMs * NsPerMs;

    public long NowMs => NowNs / NsPerMs;

    /// <summary>When the newest request was handed over, by the stop-watch.</summary>
    public long SentAt { get; private set; }

    /// <summary>What went to order entry last.</summary>
    public ReadOnlySpan<byte> Sent => _sent.AsSpan(0, _sentLength);

    /// <summary>A depth message in, an order out; its answer, the next depth message, a cancel and its answer.</summary>
    /// <returns>Nanoseconds from the message's hand-over until the order's bytes were there.</returns>
    public long Lap()
    {
        long ns = OrderTime();
        Settle();
        return ns;
    }

    /// <summary>The first half of a lap.</summary>
    public long OrderTime()
    {
        ReadOnlySpan<byte> depth = Next();
        long from = Stopwatch.GetTimestamp();
        Seat.Venue.OnMessage(_public, depth, NowNs);
        if (!VenueAnswers.IsPlace(Sent))
            throw new InvalidOperationException($"no order came ({Seat.Note})");
        return Nanoseconds(SentAt - from);
    }

    /// <summary>The second half.</summary>
    public void Settle()
    {
        Answer();
        Seat.Venue.OnMessage(_public, Next(), NowNs);
        if (!VenueAnswers.IsCancel(Sent))
            throw new InvalidOperationException($"no cancel came ({Seat.Note})");
        Answer();
        if (Seat.Venue.DeadlineNs <= NowNs)
            ServeDeadline();
    }

    public static long Nanoseconds(long ticks) => ticks * 1_000_000_000 / Stopwatch.Frequency;

    void IWire.Open(int connection, string url)
    {
        if (url.Contains("/public", StringComparison.Ordinal))
            _public = connection;
        else if (url.Contains("ws-fapi", StringComparison.Ordinal))
            _orderEntry = connection;
        _toTell.Enqueue(() => Seat.Venue.OnOpened(connection, NowNs));
    }

    bool IWire.Send(int connection, ReadOnlySpan<byte> message)
    {
        if (connection == _orderEntry)
        {
            message.CopyTo(_sent);
            _sentLength = message.Length;
            SentAt = Stopwatch.GetTimestamp();
            return true;
        }

        Acknowledge(connection, message);
        return true;
    }

    void IWire.Close(int connection) => throw new InvalidOperationException($"the adapter closes a connection ({Seat.Note})");

    void IWire.Request(HttpCall call)
    {
        string name = $"{call.Method} {new Uri(call.Url).AbsolutePath}", body = VenueScript.Answer(name, NowMs) ?? throw new InvalidOperationException($"{name} isn't answered here");
        _toTell.Enqueue(() => Seat.Venue.OnReply(new HttpReply(call.Number, 200, [], Encoding.ASCII.GetBytes(body), null, true, NowNs), NowNs));
    }

    // On its own: what a lambda holds is allocated where the method begins.
    private void Acknowledge(int connection, ReadOnlySpan<byte> message)
    {
        byte[] answer = Encoding.ASCII.GetBytes(VenueScript.Acknowledge(message));
        _toTell.Enqueue(() => Seat.Venue.OnMessage(connection, answer, NowNs));
        if (message.IndexOf("@depth"u8) >= 0)
            _toTell.Enqueue(() => Seat.Venue.OnMessage(connection, Next(), NowNs));
    }

    private ReadOnlySpan<byte> Next()
    {
        NowNs += StepNs;
        return Script.NextDepth(NowMs);
    }

    private void Answer()
    {
        NowNs += StepNs;
        Seat.Venue.OnMessage(_orderEntry, _answers.Answer(Sent, NowMs), NowNs);
    }

    private void ServeDeadline()
    {
        while (_toTell.TryDequeue(out Action? tell))
            tell();
        if (!Seat.IsReady && Seat.Venue.DeadlineNs is var deadlineNs && deadlineNs < long.MaxValue)
            NowNs = Math.Max(NowNs, deadlineNs);
        if (Seat.Venue.DeadlineNs <= NowNs)
            Seat.Venue.OnDeadline(NowNs);
        while (_toTell.TryDequeue(out Action? tell))
            tell();
    }
}
