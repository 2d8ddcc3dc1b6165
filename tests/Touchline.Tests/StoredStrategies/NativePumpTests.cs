using System.Diagnostics;
using Touchline.Core;
using Touchline.Plugins;
using Touchline.StoredStrategies;
using Touchline.Trading;

namespace Touchline.Tests.StoredStrategies;

/// <summary>Native strategies between two steps of a session.</summary>
public sealed class NativePumpTests
{
    [NativeFact]
    public void One_that_was_started_again_hears_the_touch_that_the_market_has_had_all_the_time()
    {
        using var made = new TestPlugin("place(NULL, NULL, \"BTCUSDT\", e->data.book_ticker.bid_price, 1, \"BUY\", told);");
        var strategy = new NativeStrategy("nat", new NativePluginOptions { Library = made.Library, ChildProgram = ["dotnet", Path.Combine(AppContext.BaseDirectory, "touchline.dll")] });
        var session = new EngineSession(_ => { }, new StrategySetup("nat", strategy));
        var said = new List<string>();
        var pump = new NativePump(said.Add, _ => { });
        pump.Add(strategy);
        void Await(Func<bool> isThere, string what) => Patience.Await(() =>
        {
            pump.OnStep(session);
            return isThere();
        }, what);
        session.Start();
        try
        {
            session.Depth(Side.Buy, 100, 5);
            session.Depth(Side.Sell, 102, 5);
            Await(() => session.Sent.Count == 1, "its order");
            session.Report(ReportKind.Acknowledged, session.Sent[0].Id);
            using (var child = Process.GetProcessById(strategy.Plugin!.ProcessId!.Value))
                child.Kill();
            Await(() => session.Sent.Count == 2, "the cancel");
            Assert.Equal(IntentKind.Cancel, session.Sent[1].Kind);
            // The market goes on below the touch, while nobody is there and afterwards.
            session.Depth(Side.Buy, 99, 5);
            session.Report(ReportKind.Cancelled, session.Sent[0].Id);
            Await(() => said.Exists(s => s.Contains("was started again", StringComparison.Ordinal)), "the next process");
            session.Depth(Side.Buy, 99, 6);
            Await(() => session.Sent.Count == 3, "the next one's order");
            Assert.Equal((IntentKind.Place, 100L), (session.Sent[2].Kind, session.Sent[2].Terms.Price.Units));
        }
        finally
        {
            pump.End();
        }
    }
}
