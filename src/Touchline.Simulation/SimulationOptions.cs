using Touchline.Matching;

namespace Touchline.Simulation;

/// <summary>The models of a simulation. Printed with every result.</summary>
public sealed record SimulationOptions
{
    public LatencyModel Latency { get; init; } = new ConstantLatency(2_000_000, 2_000_000);

    /// <summary>How the venue fills our orders.</summary>
    public ExchangeModel Exchange { get; init; } = ExchangeModel.PartialFill;

    /// <summary>How our resting orders advance in their queue.</summary>
    public QueueModel Queue { get; init; } = QueueModel.RiskAverse;

    /// <summary>For strategies that ask for random numbers; the models need none.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>The part of the market that is traded on.</summary>
    public TimeRange Range { get; init; } = TimeRange.All;

    /// <summary>Default: what Binance USDⓈ-M charges an account without a discount.</summary>
    public FeeRates Fees { get; init; } = new(0.0002m, 0.0005m);

    /// <summary>What is deposited for each instrument, and what the venue asks for. Default: no limit.</summary>
    public MarginTerms Margin { get; init; } = MarginTerms.None;
}
