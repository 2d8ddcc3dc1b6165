using System.Globalization;
using Touchline.Core;
using Touchline.Trading;

namespace Touchline.Simulation.Tests;

/// <summary>A report as it reached our side.</summary>
internal sealed record Answer(
    ReportKind Kind, long Order, long ExchangeNs, long LocalNs, decimal Price = 0, decimal Quantity = 0, decimal Fee = 0, bool IsMaker = false)
{
    public override string ToString() => Kind == ReportKind.Fill
        ? $"fill {Order} at {Plain(Price)} x {Plain(Quantity)} {(IsMaker ? "maker" : "taker")} {ExchangeNs}>{LocalNs}"
        : $"{Kind switch
        {
            ReportKind.Acknowledged => "ack",
            ReportKind.CancelRejected => "cancel-rejected",
            _ => Kind.ToString().ToLowerInvariant(),
        }} {Order} {ExchangeNs}>{LocalNs}";

    private static string Plain(decimal value) => value.ToString("0.##########", CultureInfo.InvariantCulture);
}

/// <summary>What came of a simulation.</summary>
internal sealed record Outcome(IReadOnlyList<Answer> Answers, BacktestFigures Figures)
{
    /// <summary>The reports as short texts, in the order of arrival.</summary>
    public string[] Told => [.. Answers.Select(a => a.ToString())];

    public string[] Fills => [.. Answers.Where(a => a.Kind == ReportKind.Fill).Select(a => a.ToString())];

    /// <summary>Plays a recorded market with the product's simulation: once for the reports, once for the figures.</summary>
    public static Outcome OfProduct(string path, Market market, long stepNs = long.MaxValue)
    {
        using Recording recording = Recording.Open(path);
        Instrument instrument = MarketSimulation.InstrumentOf(recording);
        var limits = new RiskLimits { MaxLiveOrders = 512 };
        var log = new ReportLog(instrument);
        var engine = new Engine([instrument], [new StrategySetup("script", new ScriptedStrategy(market.Script))], limits);
        new MarketSimulation([recording], engine, market.Options, log).PlayUntil(long.MaxValue);

        var fills = new List<Answer>();
        var backtest = new Backtest(
            [recording], [new StrategySetup("script", new ScriptedStrategy(market.Script))], limits, market.Options, f => fills.Add(ReportLog.ToAnswer(f.Report, instrument)));
        while (backtest.NextNs is var next && next != long.MaxValue && backtest.PlayUntil(Math.Min(next, long.MaxValue - stepNs) + stepNs))
        {
        }

        Assert.Equal(log.Answers.Where(a => a.Kind == ReportKind.Fill), fills);
        return new Outcome(log.Answers, backtest.Figures);
    }

    private sealed class ReportLog(Instrument instrument) : ISimulationObserver
    {
        public List<Answer> Answers { get; } = [];

        public static Answer ToAnswer(in OrderReport r, Instrument instrument) => new(
            r.Kind, r.Id.Number, r.ExchangeNs, r.LocalNs,
            instrument.PriceUnit.ToDecimal(r.Price), instrument.QuantityUnit.ToDecimal(r.Quantity), r.Fee, r.IsMaker);

        public long NextLookNs => long.MaxValue;

        public void OnLook(long nowNs)
        {
        }

        public void OnReport(in OrderReport report) => Answers.Add(ToAnswer(report, instrument));
    }
}
