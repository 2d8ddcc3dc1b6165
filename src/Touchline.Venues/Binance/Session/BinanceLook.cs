namespace Touchline.Venues.Binance;

/// <summary>
/// One look at the account: questions that belong together and fail together. What is answered once another look has begun is dropped.
/// </summary>
/// <param name="answered">Is told of every answer once it has been taken in.</param>
/// <param name="failed">Is told why the look can't come to its end.</param>
internal sealed class BinanceLook(BinanceSession session, Action<long> answered, Action<string> failed)
{
    private int _run, _awaited;

    public bool IsRunning { get; private set; }

    /// <summary>Fills and funding too; else a look whether anything was missed.</summary>
    public bool IsWhole { get; private set; }

    public bool HasFailed { get; private set; }

    public bool IsAnswered => _awaited == 0;

    public void Begin(bool isWhole)
    {
        _run++;
        _awaited = 0;
        (IsRunning, IsWhole, HasFailed) = (true, isWhole, false);
    }

    public void End() => IsRunning = false;

    /// <summary>Nobody wants the answers any more.</summary>
    public void Drop()
    {
        _run++;
        IsRunning = false;
    }

    public void Fail(string why)
    {
        HasFailed = true;
        failed(why);
    }

    /// <summary>A signed question. Without an answer the look has failed.</summary>
    /// <param name="mayBeUnknown">That the venue knows of no such order is an answer.</param>
    public void Ask(string path, string query, int weight, BinanceUrgency urgency, Action<BinanceReply, long> then, long nowNs, bool mayBeUnknown = false)
    {
        int run = _run;
        _awaited++;
        session.Rest.Ask(
            new BinanceCall("GET", path, query, weight, urgency, BinanceSecurity.Signed, (reply, at) =>
            {
                if (run != _run)
                    return;
                _awaited--;
                if (reply.IsOk || (mayBeUnknown && reply.Failure is { Code: -2013 or -2011 }))
                    then(reply, at);
                else
                    Fail($"{path}: {reply.Failure}");
                answered(at);
            }),
            nowNs);
    }
}
