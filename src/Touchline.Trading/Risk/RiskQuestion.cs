using Touchline.Core;

namespace Touchline.Trading;

/// <summary>What the gate is asked: may this order, or these new terms of one, leave now?</summary>
internal readonly ref struct RiskQuestion
{
    private readonly ref readonly NewOrder _order;

    public RiskQuestion(in NewOrder order, InstrumentState state, long moreUnits, long nowNs, bool isAmend, bool protects = false)
    {
        _order = ref order;
        State = state;
        MoreUnits = moreUnits;
        NowNs = nowNs;
        IsAmend = isAmend;
        Protects = protects;
    }

    /// <summary>Its terms; of an amend the new ones.</summary>
    public ref readonly NewOrder Order => ref _order;

    /// <summary>Of its instrument.</summary>
    public InstrumentState State { get; }

    /// <summary>By how much what could trade becomes more, in quantity units.</summary>
    public long MoreUnits { get; }

    public long NowNs { get; }

    public bool IsAmend { get; }

    /// <summary>It is reduce-only and the engine's own, to close at most what is open. What keeps positions from growing lets it pass.</summary>
    public bool Protects { get; }
}
