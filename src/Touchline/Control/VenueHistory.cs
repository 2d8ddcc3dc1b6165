using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using Touchline.Configuration;
using Touchline.Core;
using Touchline.Live;

namespace Touchline.Control;

/// <summary>What came of a question for candles.</summary>
/// <param name="Klines">Oldest first.</param>
/// <param name="Failure">Why there are none, for people; null when they are the venue's.</param>
/// <param name="IsUnknownSymbol">The venue says that it has no such symbol.</param>
internal sealed record HistoryAnswer(IReadOnlyList<Kline> Klines, string? Failure, bool IsUnknownSymbol = false);

/// <summary>
/// Candles from before the session, of the venue itself: GET /fapi/v1/klines, public. On a thread of its own, one question after the other, each answer kept for a while and not too many a minute: the
/// allowance is the address's, and the session's orders have to get by with it too. For any thread.
/// </summary>
internal sealed class VenueHistory(VenueSettings venue, TimeProvider time) : IDisposable
{
    /// <summary>So long an answer is good.</summary>
    public static readonly TimeSpan Life = TimeSpan.FromSeconds(5);

    /// <summary>Request weight a minute, of the 2400 that the venue grants an address.</summary>
    public const int MostWeight = 240;

    private const long TimeoutNs = 3_000_000_000;
    private const int MostWaiting = 32;
    private const int MostKept = 256;
    private const int UnknownSymbol = -1121;
    private const int MsToNs = 1_000_000;

    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private static readonly Dictionary<int, string> Intervals = new()
    {
        [1] = "1m",
        [3] = "3m",
        [5] = "5m",
        [15] = "15m",
        [30] = "30m",
        [60] = "1h",
        [120] = "2h",
        [240] = "4h",
        [360] = "6h",
        [480] = "8h",
        [720] = "12h",
        [1440] = "1d",
    };

    // How many are asked for, and what that weighs.
    private static readonly (int Limit, int Weight)[] Sizes = [(99, 1), (499, 2), (1000, 5), (1500, 10)];

    private readonly BlockingCollection<Request> _requests = new(MostWaiting);
    private readonly Dictionary<(string Symbol, int Minutes, int Limit), (DateTimeOffset At, HistoryAnswer Answer)> _kept = [];
    private readonly CancellationTokenSource _end = new();
    private readonly Lock _lock = new();
    private Thread? _thread;
    private DateTimeOffset _minute, _notBefore;
    private int _weight;

    /// <summary>The venue has candles of so many minutes.</summary>
    public static bool Has(int minutes) => Intervals.ContainsKey(minutes);

    /// <param name="minutes">One of those that <see cref="Has"/>.</param>
    /// <param name="limit">1 to 1500, the newest.</param>
    public Task<HistoryAnswer> Ask(string symbol, int minutes, int limit)
    {
        var request = new Request(symbol, minutes, Array.Find(Sizes, s => s.Limit >= limit));
        lock (_lock)
        {
            if (_end.IsCancellationRequested)
                return Task.FromResult(Failed("the session has ended"));
            if (_thread is null)
            {
                _thread = new Thread(Run) { IsBackground = true, Name = "history" };
                _thread.Start();
            }

            return _requests.TryAdd(request) ? request.Answer.Task : Task.FromResult(Failed("too many questions wait"));
        }
    }

    public void Dispose()
    {
        lock (_lock)
            _end.Cancel();
        _thread?.Join();
    }

    private void Run()
    {
        WireCalls? calls = null;
        try
        {
            calls = new WireCalls(venue.Certificate, _end.Token);
            var inquiry = new BinanceInquiry(venue.Addresses, calls.Call, () => calls.NowNs, TimeoutNs);
            while (true)
            {
                Request request = _requests.Take(_end.Token);
                try
                {
                    request.Answer.TrySetResult(Kept(request) ?? Keep(request, Fetch(inquiry, request)));
                }
                catch (Exception e)
                {
                    // Whatever goes wrong while somebody asks for candles, the session's process has to live: that is this border's reason.
                    request.Answer.TrySetResult(Failed(e is OperationCanceledException ? "the session has ended" : e.Message));
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The session ends.
        }
        catch (BadInputException)
        {
            // The certificate can't be read any more: everybody goes without.
            lock (_lock)
                _end.Cancel();
        }
        finally
        {
            calls?.Dispose();
            while (_requests.TryTake(out Request? request))
                request.Answer.TrySetResult(Failed("the session has ended"));
        }
    }

    private HistoryAnswer? Kept(Request request) => _kept.TryGetValue(request.Key, out (DateTimeOffset At, HistoryAnswer Answer) kept) && time.GetUtcNow() - kept.At < Life ? kept.Answer : null;

    private HistoryAnswer Keep(Request request, HistoryAnswer answer)
    {
        if (_kept.Count >= MostKept)
            _kept.Remove(_kept.MinBy(k => k.Value.At).Key);
        _kept[request.Key] = (time.GetUtcNow(), answer);
        return answer;
    }

    private HistoryAnswer Fetch(BinanceInquiry inquiry, Request request)
    {
        DateTimeOffset now = time.GetUtcNow();
        if (now - _minute >= Minute)
            (_minute, _weight) = (now, 0);
        if (now < _notBefore)
            return Failed("the venue wants to be asked less");
        if (_weight + request.Size.Weight > MostWeight)
            return Failed("too many candles were asked for within a minute");
        _weight += request.Size.Weight;
        Answer answer = inquiry.Get("/fapi/v1/klines", string.Create(
            CultureInfo.InvariantCulture, $"symbol={Uri.EscapeDataString(request.Symbol)}&interval={Intervals[request.Minutes]}&limit={request.Size.Limit}"));
        if (answer.Reply.Status is 418 or 429)
            _notBefore = now + (int.TryParse(answer.Reply.Header("Retry-After"), CultureInfo.InvariantCulture, out int seconds) ? TimeSpan.FromSeconds(Math.Clamp(seconds, 1, 86_400)) : Minute);
        if (answer.Failure is { } failure)
            return new HistoryAnswer([], failure, answer.Code == UnknownSymbol);
        try
        {
            return new HistoryAnswer([.. answer.Body.EnumerateArray().Select(Read)], null);
        }
        catch (Exception e) when (e is InvalidOperationException or FormatException or OverflowException or IndexOutOfRangeException)
        {
            return Failed("the venue's candles can't be read");
        }
    }

    private static Kline Read(JsonElement row) => new(
        checked(row[0].GetInt64() * MsToNs), Number(row[1]), Number(row[2]), Number(row[3]), Number(row[4]), Number(row[5]), Number(row[9]), row[8].GetInt64());

    private static decimal Number(JsonElement text) => decimal.Parse(text.GetString() ?? "", NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture);

    private static HistoryAnswer Failed(string why) => new([], why);

    private sealed record Request(string Symbol, int Minutes, (int Limit, int Weight) Size)
    {
        public TaskCompletionSource<HistoryAnswer> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public (string, int, int) Key => (Symbol, Minutes, Size.Limit);
    }
}
