using Touchline.Core;
using Touchline.Sdk;
using Touchline.Trading;

namespace Touchline.Matching.Tests;

/// <summary>Approvals come from an engine's risk gate and from nowhere else. Each order is told to be rejected at once, to make room.</summary>
internal sealed class Approval : Strategy
{
    private readonly Engine _engine;

    public Approval(Instrument instrument)
    {
        _engine = new Engine([instrument], [new StrategySetup("approval", this)], new RiskLimits());
        _engine.Start(0);
    }

    public ApprovedOrder Of(NewOrder order)
    {
        _engine.ClearIntents();
        Context.Place(order);
        ApprovedOrder approved = _engine.Intents[0].Order;
        _engine.OnReport(new OrderReport { Kind = ReportKind.Rejected, Id = approved.Id });
        return approved;
    }
}
