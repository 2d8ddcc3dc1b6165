namespace Touchline.Trading;

/// <summary>What risk keeps watching while nobody trades: profit and loss of the account and every strategy, and how alike the instruments move.</summary>
internal sealed class RiskWatch(InstrumentState[] instruments, RiskScope account)
{
    private const long LookNs = 100_000_000;

    private RiskScope[] _scopes = [account];
    private Correlations? _correlations;
    private long _nextLookNs = long.MinValue;
    private long _nextSampleNs;

    /// <summary>When it wants to look again.</summary>
    public long NextNs { get; private set; } = long.MinValue;

    /// <summary>The account's and the strategies', whose limits have changed or are here for the first time.</summary>
    public void SetScopes(RiskScope[] scopes)
    {
        _scopes = scopes;
        long windowNs = account.Limits.CorrelationWindowNs;
        if (!Array.Exists(scopes, s => s.Limits.MaxCorrelation != decimal.MaxValue))
            _correlations = null;
        else if (_correlations is null || _correlations.StepNs != windowNs / Correlations.Samples)
            (_correlations, _nextSampleNs) = (new Correlations(instruments.Length, windowNs), long.MinValue);
        NextNs = long.MinValue;
    }

    public void Look(long nowNs)
    {
        if (nowNs >= _nextLookNs)
        {
            foreach (RiskScope scope in _scopes)
                scope.Equity.Look(nowNs);
            _nextLookNs = nowNs + LookNs;
        }

        if (_correlations is { } correlations && nowNs >= _nextSampleNs)
        {
            correlations.Take(instruments);
            _nextSampleNs = nowNs - nowNs % correlations.StepNs + correlations.StepNs;
        }

        NextNs = _correlations is null ? _nextLookNs : Math.Min(_nextLookNs, _nextSampleNs);
    }

    /// <summary>-1 to 1; null while too little is known.</summary>
    public double? Correlation(int one, int other) => _correlations?.Of(one, other);
}
