using System.Globalization;
using Touchline.Commands;
using Touchline.Core;
using Touchline.Sdk;
using Touchline.Simulation;
using Touchline.Terminal;
using Touchline.Trading;

namespace Touchline.View;

/// <summary>Makes a session's picture. On the session's thread, between what it plays.</summary>
internal sealed class SessionSight(IWatchedSession session, SessionLog log)
{
    private const int LadderLevels = 64;
    private const int MostFills = 64;
    private const long NewNs = 1_000_000_000;

    private static readonly CultureInfo Plain = CultureInfo.InvariantCulture;

    private readonly BookLevel[] _levels = new BookLevel[LadderLevels];

    private StrategySlot Strategy => session.Engine.Strategies[0];

    /// <param name="shown">The instrument of the ladder.</param>
    public SessionPicture Look(int shown)
    {
        Instrument instrument = session.Instruments[shown];
        OrderUpdate[] own = [.. session.Engine.SnapshotOrders().Where(o => o.Instrument == shown && o.Type == OrderType.Limit)];
        Touch touch = session.Engine.Book(shown).Touch;
        BacktestFigures figures = session.Figures;
        return new SessionPicture
        {
            Strategy = session.Chosen.Name,
            Instrument = instrument.ToString(),
            Clock = SessionTexts.Clock(session.Engine.NowNs),
            Status = session.Engine.IsKilled ? SessionStatus.Killed : Strategy.IsPaused ? SessionStatus.Paused : SessionStatus.Running,
            Pace = session.Pace,
            Spread = touch.IsTwoSided ? SessionTexts.Price(instrument, new Price(touch.AskPrice - touch.BidPrice)) : "",
            Bids = Side(shown, Core.Side.Buy, own),
            Asks = Side(shown, Core.Side.Sell, own),
            Figures = Figures(shown, figures),
            Instruments = session.Instruments.Count == 1 ? [] : [.. session.Instruments.Select((n, i) => Line(n, i, shown))],
            FillCount = figures.Fills.ToString("N0", Plain),
            Fills = [.. session.Fills.Newest.Take(MostFills).Select(Fill)],
            Parameters = [.. Strategy.Parameters.Select(p => new ParameterLine(p.Name, p.ValueText, p.Unit, p.Text, p.RangeText))],
            Latency = Latency(session.Latency),
            Metrics = [.. Strategy.Metrics.Select(m => new Figure(m.Key, m.Value.ToString("G6", Plain)))],
            Log = [.. log.Newest],
        };
    }

    // What the book shows and what is ours, one line a price, best first.
    private LadderLevel[] Side(int shown, Side side, OrderUpdate[] own)
    {
        BookView book = session.Engine.Book(shown);
        int count = book.CopyTop(side, _levels);
        IEnumerable<Price> ours = own.Where(o => o.Side == side).Select(o => o.Price);
        return [.. _levels.Take(count).Select(l => l.Price).Union(ours).OrderBy(p => -side.Sign() * p.Units)
            .Select(p => Level(shown, side, p, book.QuantityAt(side, p), [.. own.Where(o => o.Side == side && o.Price == p)]))];
    }

    private LadderLevel Level(int shown, Side side, Price price, Quantity quantity, OrderUpdate[] own)
    {
        Instrument instrument = session.Instruments[shown];
        string ours = own.Length == 0 ? "" : SessionTexts.Quantity(instrument, new Quantity(own.Sum(o => o.Remaining.Units)));
        long?[] ahead = [.. own.Select(o => session.AheadOf(shown, o.Id))];
        string place = own.Length == 0 ? "" : ahead.Min() is { } least ? $"~{SessionTexts.Quantity(instrument, new Quantity(least))}" : "…";
        string market = quantity.IsZero ? "" : SessionTexts.Quantity(instrument, quantity);
        return new LadderLevel(SessionTexts.Price(instrument, price), market, ours, place, quantity.Units);
    }

    private Figure[] Figures(int shown, BacktestFigures f)
    {
        Instrument instrument = session.Instruments[shown];
        Ledger ledger = session.Engine.Ledger(shown);
        decimal average = ledger.AveragePrice(instrument);
        return
        [
            Money("P&L", f.Equity, isSigned: true), new("position", SessionTexts.Signed(instrument.QuantityUnit.ToDecimal(ledger.Position))),
            Money("spread", f.Split.SpreadCaptured), new("average", average == 0 ? "-" : average.ToString("0.####", Plain)),
            Money("inventory", f.Split.Inventory), new("working", session.Engine.LiveOrders.ToString("N0", Plain)),
            Money("adverse 1 s", -f.Split.AdverseSelection1s), new("events/s", session.EventsPerSecond.ToString("N0", Plain)),
            Money("fees", -f.Fees), new("feed age", FeedAge(shown)),
            Money("realised", f.Realised), new("sent", f.Orders.Sent.ToString("N0", Plain)),
            Money("unrealised", f.Unrealised), Money("funding", f.Funding),
            Money("drawdown", -f.MaxDrawdown), new("cancelled", f.Orders.Cancelled.ToString("N0", Plain)),
            new("turnover", SessionTexts.Money(f.Turnover)), new("amended", f.Orders.Amended.ToString("N0", Plain)),
            new("fill ratio", f.FillRatio.ToString("0.000", Plain)), new("refused by risk", f.Orders.Refused.ToString("N0", Plain)),
            new("balance", SessionTexts.Money(f.Balance)), new("rejected", f.Orders.Rejected.ToString("N0", Plain)),
            new("last mid", session.Engine.LastMid(shown)?.ToString(Plain) ?? "-"), new("expired", f.Orders.Expired.ToString("N0", Plain)),
        ];
    }

    private static Figure Money(string name, decimal money, bool isSigned = false) =>
        new(name, SessionTexts.Money(money, isSigned || money < 0), money < 0 ? Ink.Sell : money > 0 ? Ink.Buy : Ink.Plain);

    private string FeedAge(int shown)
    {
        long age = session.PlayedNs - session.Engine.LastEventNs(shown);
        return age is < 0 or > 86_400_000_000_000 ? "-" : age < 1_000_000_000 ? $"{age / 1_000_000} ms" : $"{(age / 1e9).ToString("0.0", Plain)} s";
    }

    private InstrumentLine Line(Instrument instrument, int index, int shown)
    {
        BacktestFigures f = session.FiguresOf(index);
        return new InstrumentLine(instrument.Symbol, SessionTexts.Signed(f.Position ?? 0), SessionTexts.Money(f.Equity, isSigned: true), index == shown);
    }

    private FillLine Fill(ReportedFill fill)
    {
        OrderReport report = fill.Report;
        Instrument instrument = session.Instruments[report.Instrument];
        return new FillLine(
            SessionTexts.Clock(report.LocalNs), instrument.Symbol, fill.Side, SessionTexts.Quantity(instrument, report.Quantity),
            SessionTexts.Price(instrument, report.Price), report.IsMaker, FeeOf(report), session.Engine.NowNs - report.LocalNs < NewNs);
    }

    private string FeeOf(in OrderReport report) => report.FeeAsset == 0 ? SessionTexts.Money(report.Fee)
        : $"{DecimalsText.Plain(report.Fee)} {(report.FeeAsset <= session.Engine.FeeAssets.Count ? session.Engine.FeeAssets[report.FeeAsset - 1] : "?")}";

    private static LatencyPicture Latency(LatencyHistogram latency)
    {
        if (latency.Count == 0)
            return LatencyPicture.None;
        long[] counts = new long[LatencyPicture.BoundsNs.Length + 1];
        long before = 0;
        for (int i = 0; i < counts.Length; i++)
        {
            long below = i < LatencyPicture.BoundsNs.Length ? latency.CountBelow(LatencyPicture.BoundsNs[i]) : latency.Count;
            counts[i] = below - before;
            before = below;
        }

        return new LatencyPicture(counts, Us(latency.Percentile(50)), Us(latency.Percentile(99)), Us(latency.Percentile(99.9)), Us(latency.Max));
    }

    private static string Us(long? ns) => (ns ?? 0) switch
    {
        < 100_000 and var brief => (brief / 1e3).ToString("0.0", Plain),
        < 1_000_000 and var middle => (middle / 1e3).ToString("0", Plain),
        var lengthy => $"{(lengthy / 1e6).ToString("0.0", Plain)}ms",
    };
}
