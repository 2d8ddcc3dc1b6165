using System.Globalization;
using Touchline.Commands;
using Touchline.Control;
using Touchline.Core;
using Touchline.Storage;
using Touchline.Trading;

namespace Touchline.Telegram;

/// <summary>How a session stands, in texts for a chat.</summary>
internal static class ChatTexts
{
    /// <summary>Orders of a longer list that are told.</summary>
    public const int MostOrders = 20;

    public const string NotBegun = "The session hasn't begun to trade yet.";

    public const string Help = """
        /status - how the session stands
        /positions - what is held
        /pnl - profit and loss
        /orders - what works at the venue
        /start - resume the strategies that are paused
        /stop - pause all strategies and cancel their orders; positions stay
        /kill - cancel everything, place nothing until it is armed again; asks first
        /kill flatten - the same, and close all positions; asks first
        /limits - the limits of the account
        /limits NAME=VALUE - set one, e.g. /limits max_position=0.5; none takes it away
        /refresh_symbols - which symbols are traded
        /help - this
        """;

    public static string Status(SessionPortrait p)
    {
        var lines = new List<string>
        {
            $"{p.Kind} session {p.Session} ({p.Pace}): {State(p)}, for {Time(p.Seconds)}",
            $"P&L {Money(p.Equity)}, {p.Fills} fills, {p.LiveOrders} orders live, {p.EventsPerSecond.ToString("N0", CultureInfo.InvariantCulture)} events/s",
        };
        lines.AddRange(p.Strategies.Select(s => $"{s.Name}: {s.State}{(s.Failure is { } failure ? $" ({failure})" : "")}, {s.LiveOrders} orders live"));
        lines.AddRange(p.Instruments.Where(i => i.Status != InstrumentStatus.Trading || i.Frozen != FreezeReason.None || i.IsStale)
            .Select(i => $"{i.Instrument.Symbol}: {i.Status}{(i.Frozen != FreezeReason.None ? $", frozen ({i.Frozen})" : "")}{(i.IsStale ? ", its book is stale" : "")}"));
        lines.AddRange(p.Connections.Where(c => !c.IsUp).Select(c => $"connection {c.Name} is down{(c.Trouble is { } trouble ? $": {trouble}" : "")}"));
        lines.AddRange(p.Differences.Select(d => $"difference: {d.Text}"));
        if (p.DroppedSignals > 0)
            lines.Add($"{p.DroppedSignals} signals were dropped");
        if (p.Storage is { Lost: > 0 } storage)
            lines.Add($"the database lost {storage.Lost} entries");
        return string.Join('\n', lines);
    }

    public static string Positions(SessionPortrait p)
    {
        string[] held = [.. p.Instruments.Where(i => i.Account.Position != 0).Select(i =>
            $"{i.Instrument.Symbol}: {Number(i.Account.Position)} at {Number(i.Account.AveragePrice)}, mid {(i.Mid is { } mid ? Number(mid) : "unknown")}, unrealised {Money(i.Account.Unrealised)}")];
        return held.Length > 0 ? string.Join('\n', held) : "No position is held.";
    }

    public static string Profit(SessionPortrait p) => string.Join('\n', (string[])
    [
        $"P&L {Money(p.Equity)}",
        $"realised {Money(p.Realised)}, unrealised {Money(p.Unrealised)}, fees {Money(p.Fees)}, funding {Money(p.Funding)}",
        $"turnover {Money(p.Turnover)}, {p.Fills} fills, worst fall {Money(p.MaxDrawdown)}",
        .. p.Strategies.Count > 1 ? p.Strategies.Select(s => $"{s.Name}: {Money(s.Ledgers.Sum(l => l.Net))}") : [],
    ]);

    /// <param name="orders">Those that aren't over.</param>
    public static string Orders(IReadOnlyList<OrderRow> orders)
    {
        if (orders.Count == 0)
            return "No order works.";
        IEnumerable<string> lines = orders.OrderByDescending(o => o.PlacedNs).Take(MostOrders).Select(o =>
            $"{o.OrderId}: {o.Side} {Number(o.Quantity)} {o.Symbol} {(o.Price is { } price ? $"at {Number(price)}" : o.Type)}, filled {Number(o.Filled)}, {o.State}{(o.IsUnknown ? ", unknown to everybody" : "")} ({o.Strategy})");
        return string.Join('\n', orders.Count > MostOrders ? lines.Append($"and {orders.Count - MostOrders} more") : lines);
    }

    public static string Limits(RiskLimits limits)
    {
        string[] lines = [.. RiskLimit.All.Where(l => l.Get(limits) != RiskLimit.NoLimit).Select(l => $"{l.Name} = {l.Get(limits)}")];
        return $"{string.Join('\n', lines)}\nOf the account; the others are none.";
    }

    public static string Symbols(SessionPortrait p) =>
        $"A session's symbols are fixed when it begins, so nothing was refreshed. This one trades {string.Join(", ", p.Instruments.Select(i => i.Instrument.Symbol))}; for others end it and start it with other --symbols.";

    public static string AskKill(SessionPortrait? p, bool flattens)
    {
        string orders = p is null ? "all orders are cancelled" : $"{p.LiveOrders} orders are cancelled";
        string positions = !flattens ? "Positions stay" : p is null ? "Positions are closed" : $"Closed is: {Positions(p).Replace('\n', ';')}";
        return $"Kill: {orders}, and nothing is placed until the session is armed again. {positions}. Answer yes within {TelegramOptions.Confirmation.TotalSeconds:0} s; anything else leaves it.";
    }

    private static string State(SessionPortrait p) =>
        p.IsStopped ? "stopped" : p.Kill.State == KillState.Armed ? "trading" : $"KILLED ({p.Kill.State}{(p.Kill.Reason is { } reason ? $": {reason}" : "")})";

    private static string Time(double seconds) => seconds < 60 ? $"{seconds:0} s" : seconds < 3600 ? $"{seconds / 60:0} min" : string.Create(CultureInfo.InvariantCulture, $"{seconds / 3600:0.0} h");

    private static string Money(decimal value) => value.ToString("0.00##", CultureInfo.InvariantCulture);

    private static string Number(decimal value) => DecimalsText.Plain(value);
}
