using System.Text.Json.Nodes;
using Touchline.Commands;
using Touchline.Configuration;
using Touchline.Core;
using Touchline.Matching;
using Touchline.Tests.Configuration;
using Touchline.Trading;

namespace Touchline.Tests.Commands;

public sealed class RunSummaryTests : IDisposable
{
    private readonly Workplace _place = new();

    public void Dispose() => _place.Dispose();

    [Fact]
    public void The_parameters_are_those_in_force_at_the_end_and_beside_them_those_it_began_with()
    {
        TradingSettings chosen = TradingSettings.OfSession(_place.Read("--param", "spread=5"));
        JsonObject given = BacktestJson.Parameters(chosen.Strategy);
        using var session = new PaperSession(chosen, [new SyntheticStream(new SyntheticStreamOptions(), 7, 1_700_000_000_000_000_000, 0)], (_, _) => { });
        using var end = new CancellationTokenSource();
        session.Play(
            () =>
            {
                if (!end.IsCancellationRequested)
                    Assert.Null(session.Command(EngineCommand.Set(0, "spread", "7.5")));
                end.Cancel();
            },
            cancel => cancel.WaitHandle.WaitOne(2), end.Token);

        JsonObject summary = RunCommand.Summary(session, given, live: null);

        Assert.Equal(("7.5", "5"), ((string)summary["parameters"]!["spread"]!, (string)summary["parameters_at_start"]!["spread"]!));
    }
}
