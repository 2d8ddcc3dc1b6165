using System.Globalization;
using System.Text;
using Touchline.Core;

namespace Touchline.Venues.Binance;

internal enum BinanceSecurity
{
    Open,

    /// <summary>The key in a header.</summary>
    Key,

    /// <summary>Time stamp and signature too.</summary>
    Signed,
}

/// <summary>A request that is to be made, and what is done with its reply.</summary>
/// <param name="Query">Percent-encoded, without time stamp and signature.</param>
/// <param name="Weight">What it costs of the address's weight.</param>
internal sealed record BinanceCall(string Method, string Path, string Query, int Weight, BinanceUrgency Urgency, BinanceSecurity Security, Action<BinanceReply, long> Then)
{
    /// <summary>Not before.</summary>
    public long NotBeforeNs { get; init; }
}

/// <param name="Failure">Null: it was carried out.</param>
internal readonly record struct BinanceReply(HttpReply Http, BinanceFailure? Failure)
{
    public bool IsOk => Failure is null;

    public ReadOnlySpan<byte> Body => Http.Body.Span;
}

/// <summary>
/// The REST side: requests wait, the urgent first, until the weight allows them, are signed when they leave, and their replies' headers correct the budget.
/// </summary>
internal sealed class BinanceRest(BinanceSession session)
{
    private const int MaxWaiting = 2_048, MaxUnderWay = 16;
    private const long TimeoutNs = 10 * BinanceSession.NsPerSecond;
    private const long BanNs = 120 * BinanceSession.NsPerSecond;

    private readonly List<BinanceCall> _waiting = [];
    private readonly Queue<BinanceCall> _refused = new();
    private readonly Dictionary<long, BinanceCall> _sent = [];
    private readonly List<KeyValuePair<string, string>> _noHeaders = [];
    private readonly List<KeyValuePair<string, string>> _keyHeader =
        session.Options.Credentials is { } credentials ? [new("X-MBX-APIKEY", credentials.Key)] : [];

    private long _number;
    private bool _isToldLimit;

    /// <summary>When something that waits may leave.</summary>
    public long NextNs { get; private set; } = long.MaxValue;

    /// <summary>The last request that got no reply at all, in plain words; null once one did.</summary>
    public string? Unreachable { get; private set; }

    /// <summary>What goes before everything that waits here.</summary>
    public Action<long> First { get; set; } = _ => { };

    /// <summary>One more may wait.</summary>
    public bool HasRoom => _waiting.Count < MaxWaiting;

    /// <summary>Sends as soon as it may; where it never will, its caller is told with the next turn that it wasn't sent.</summary>
    public void Ask(BinanceCall call, long nowNs)
    {
        if (session.IsStopped)
            return;
        if (session.IsHopeless || _waiting.Count >= MaxWaiting)
        {
            // Told with the next turn: the caller may be inside the engine's own call.
            _refused.Enqueue(call);
            NextNs = Math.Min(NextNs, nowNs);
            return;
        }

        _waiting.Add(call);
        AdvanceWaiting(nowNs);
    }

    /// <summary>Takes back what still waits; false: it has left.</summary>
    public bool TryWithdraw(BinanceCall call)
    {
        int at = _waiting.FindIndex(c => ReferenceEquals(c, call));
        if (at >= 0)
            _waiting.RemoveAt(at);
        return at >= 0;
    }

    /// <summary>A signed request would leave at once, and there is weight for it down to the last.</summary>
    public bool MaySend(int weight, long nowNs) =>
        !session.IsStopped && !session.IsHopeless && session.Clock.IsSynchronised(nowNs) && session.Budget.HasRoom(weight, BinanceUrgency.Urgent, nowNs);

    /// <summary>Sends at once or not at all; takes its weight whether there is room or not.</summary>
    public bool TrySend(BinanceCall call, long nowNs)
    {
        if (session.IsStopped || nowNs < session.Budget.StoppedUntilNs || !session.Clock.IsSynchronised(nowNs))
            return false;
        session.Budget.Take(call.Weight, nowNs);
        Send(call, session.Options.RequestTimeoutMs * BinanceSession.NsPerMs, nowNs);
        return true;
    }

    public void Advance(long nowNs)
    {
        if (session.IsHopeless)
        {
            _waiting.ForEach(_refused.Enqueue);
            _waiting.Clear();
        }

        for (int left = _refused.Count; left > 0; left--)
            Refuse(_refused.Dequeue(), nowNs);
        AdvanceWaiting(nowNs);
    }

    private void AdvanceWaiting(long nowNs)
    {
        NextNs = _refused.Count > 0 ? nowNs : long.MaxValue;
        if (_waiting.Count > 0)
            First(nowNs);
        for (BinanceUrgency urgency = BinanceUrgency.Urgent; urgency >= BinanceUrgency.Background && _waiting.Count > 0; urgency--)
            Advance(urgency, nowNs);
    }

    public void OnReply(HttpReply http, long nowNs)
    {
        if (!_sent.Remove(http.Number, out BinanceCall? call))
            return;
        if (session.IsStopped)
            return;
        ReadHeaders(http, nowNs);
        BinanceFailure? failure = null;
        if (http.Status == 0)
            failure = new BinanceFailure(0, 0, http.Failure ?? "no reply");
        if ((Unreachable is null) != (http.Status != 0))
            session.IsStateOld = true;
        Unreachable = http.Status == 0 ? http.Failure ?? "no reply" : null;
        if (http.Status is not (0 or (>= 200 and < 300)))
            failure = BinanceFailure.Of(http.Status, http.Body.Span);
        if (failure is { } f)
            OnFailure(f, call, http, nowNs);
        call.Then(new BinanceReply(http, failure), nowNs);
        Advance(nowNs);
    }

    // It never leaves: too many wait, or the session is past help.
    private static void Refuse(BinanceCall call, long nowNs)
    {
        var failure = new BinanceFailure(0, 0, "it wasn't sent: too many requests wait, or the session has ended");
        call.Then(new BinanceReply(new HttpReply(0, 0, [], default, failure.Text, MayHaveArrived: false, nowNs), failure), nowNs);
    }

    private void Advance(BinanceUrgency urgency, long nowNs)
    {
        for (int i = 0; i < _waiting.Count; i++)
        {
            BinanceCall call = _waiting[i];
            if (call.Urgency != urgency)
                continue;
            if (call.NotBeforeNs > nowNs)
            {
                NextNs = Math.Min(NextNs, call.NotBeforeNs);
                continue;
            }

            if (_sent.Count >= MaxUnderWay || (call.Security == BinanceSecurity.Signed && !session.Clock.IsSynchronised(nowNs)))
                continue; // a reply comes first
            if (!session.Budget.TryTake(call.Weight, urgency, nowNs))
            {
                NextNs = Math.Min(NextNs, session.Budget.NextNs(nowNs));
                return;
            }

            _waiting.RemoveAt(i--);
            Send(call, TimeoutNs, nowNs);
        }
    }

    private void Send(BinanceCall call, long timeoutNs, long nowNs)
    {
        string query = call.Security == BinanceSecurity.Signed ? Sign(call.Query, nowNs) : call.Query;
        string url = query.Length == 0 ? session.Options.RestUrl + call.Path : $"{session.Options.RestUrl}{call.Path}?{query}";
        _sent.Add(++_number, call);
        session.Wire.Request(new HttpCall(_number, call.Method, url, call.Security == BinanceSecurity.Open ? _noHeaders : _keyHeader, timeoutNs));
    }

    private string Sign(string query, long nowNs)
    {
        BinanceSigner signer = session.Signer ?? throw new InvalidOperationException("a signed request without a key");
        string text = $"{query}{(query.Length == 0 ? "" : "&")}recvWindow={session.Options.ReceiveWindowMs}&timestamp={session.Clock.VenueMs(nowNs)}";
        byte[] signature = new byte[signer.MaxLength];
        int length = signer.Sign(Encoding.UTF8.GetBytes(text), signature);
        string plain = Encoding.ASCII.GetString(signature, 0, length);
        return $"{text}&signature={(signer.IsBase64 ? Uri.EscapeDataString(plain) : plain)}";
    }

    private void ReadHeaders(HttpReply http, long nowNs)
    {
        if (int.TryParse(http.Header("X-MBX-USED-WEIGHT-1M"), NumberStyles.None, null, out int weight))
            session.Budget.OnWeight(weight, http.SentNs, nowNs);
        int in10S = int.TryParse(http.Header("X-MBX-ORDER-COUNT-10S"), NumberStyles.None, null, out int ten) ? ten : -1;
        int inMinute = int.TryParse(http.Header("X-MBX-ORDER-COUNT-1M"), NumberStyles.None, null, out int minute) ? minute : -1;
        session.Budget.OnOrders(in10S, inMinute, nowNs);
        if (_isToldLimit && nowNs >= session.Budget.StoppedUntilNs && http.Status is >= 200 and < 300)
        {
            _isToldLimit = false;
            session.SetTrouble(BinanceTrouble.Limits, null);
        }
    }

    private void OnFailure(in BinanceFailure failure, BinanceCall call, HttpReply http, long nowNs)
    {
        if (failure.IsAboutLimit)
            OnLimit(failure, http, nowNs);
        if (failure.IsAboutKey && call.Security != BinanceSecurity.Open)
            session.SetTrouble(BinanceTrouble.Hopeless, KeyTrouble(failure));
        if (failure.IsAboutTime)
            session.IsTimeDoubted = true;
    }

    /// <summary>Binance's word to stop, from either way in.</summary>
    public void OnLimit(in BinanceFailure failure, HttpReply? http, long nowNs)
    {
        long until = BannedUntilMs(failure.Text) is { } ms ? session.Clock.LocalNs(ms)
            : failure.RetryAtMs > 0 ? session.Clock.LocalNs(failure.RetryAtMs)
            : int.TryParse(http?.Header("Retry-After"), NumberStyles.None, null, out int seconds) ? nowNs + seconds * BinanceSession.NsPerSecond
            : failure.Status == 418 ? nowNs + BanNs
            : session.Budget.NextNs(nowNs);
        // A word to stop that is up already is one all the same.
        until = Math.Max(until, nowNs + BinanceSession.NsPerSecond);
        bool isBan = failure.Status == 418 || BannedUntilMs(failure.Text) is not null;
        session.Budget.Stop(until, isBan);
        _isToldLimit = true;
        session.SetTrouble(BinanceTrouble.Limits,
            $"Binance takes no requests from this address for {(until - nowNs) / BinanceSession.NsPerSecond} s ({failure}): {(isBan ? "no order, cancel or query leaves until then, cancels wait" : "nothing goes by REST until then and no new orders leave, one cancel a second goes by the order-entry connection")}; run fewer programs behind this address");
    }

    internal static string KeyTrouble(in BinanceFailure failure) => failure.Code switch
    {
        -1022 => $"Binance refuses the signature ({failure}): the secret belongs to another key, or the key is of another kind (hmac, ed25519, rsa) than said",
        -2014 => $"Binance refuses the API key ({failure}): it has the wrong form; copy it again, without blanks",
        _ => $"Binance refuses the API key ({failure}): check that it is for this host (live or test), allows futures trading, and lists this machine's address",
    };

    // "Way too many requests; IP(1.2.3.4) banned until 1613565613908. ..."
    private static long? BannedUntilMs(string text)
    {
        const string Until = "banned until ";
        int at = text.IndexOf(Until, StringComparison.Ordinal);
        if (at < 0)
            return null;
        ReadOnlySpan<char> rest = text.AsSpan(at + Until.Length);
        int end = rest.IndexOfAnyExceptInRange('0', '9');
        return long.TryParse(end < 0 ? rest : rest[..end], NumberStyles.None, null, out long ms) ? ms : null;
    }
}
