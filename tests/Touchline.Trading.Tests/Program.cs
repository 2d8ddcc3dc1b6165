using Touchline.Core;
using Touchline.Sdk;

namespace Touchline.Trading.Tests;

/// <summary>
/// The test assembly as a program of its own: a process to be killed. It takes up the journal in a folder and trades: each order is placed and fills at once, and so does a part of the entry of
/// a bracket; after each fill it says how many there were.
/// </summary>
internal static class Program
{
    public const int SegmentBytes = 1 << 20;

    public static int Main(string[] arguments)
    {
        try
        {
            Trade(arguments[0]);
            return 0;
        }
        catch (BadInputException e)
        {
            Console.Error.WriteLine(e.Message);
            return 2;
        }
    }

    public static Desk Open(string folder, out RecoveredJournal? before)
    {
        before = RecoveredJournal.Read(folder);
        var desk = new Desk(start: false);
        if (before is not null)
            desk.Engine.Restore(before.Checkpoint);
        return desk;
    }

    private static void Trade(string folder)
    {
        using JournalLock place = JournalLock.Take(folder);
        Desk desk = Open(folder, out RecoveredJournal? before);
        Engine engine = desk.Engine;
        using var journal = new OrderJournal(
            folder, """{"prefix":"tlabc"}"""u8, (before?.LastSession ?? 0) + 1, new SegmentSupply(folder, JournalNames.Segments(folder).Count + 1, SegmentBytes), waits: true);
        journal.Begin(engine, before?.ToldNs ?? 0);
        OrderId id = default, entry = default;
        desk.Strategy.Started = () =>
            entry = desk.Strategy.Context.PlaceBracket(NewOrder.Limit(0, Side.Buy, new Price(100), new Quantity(1 << 30)), new Bracket { StopLoss = new Price(50) }).Id;
        desk.Strategy.Timer = _ => id = desk.Limit(Side.Buy, 100, 1).Id;
        engine.Start(engine.NowNs + 1);
        journal.OnStart(engine.Inputs, engine.NowNs);
        for (long now = engine.NowNs; ; now++)
        {
            desk.Strategy.Context.SetTimer(1, now);
            engine.OnClock(now);
            journal.OnClock(engine.Inputs, now);
            journal.OnIntents(engine.Intents);
            engine.ClearIntents();
            foreach (OrderId filled in (OrderId[])[id, entry])
            {
                var report = new OrderReport { Kind = ReportKind.Fill, Id = filled, LocalNs = now, ExchangeNs = now, Price = new Price(100), Quantity = new Quantity(1), TradeId = now, Fee = 0.1m };
                engine.OnReport(report);
                journal.OnReport(engine.Inputs, report);
            }

            Console.Out.WriteLine(desk.Position);
            Console.Out.Flush();
        }
    }
}
