using System.CommandLine;
using Touchline.Configuration;
using Touchline.Core;
using Touchline.Live;
using Touchline.Trading;

namespace Touchline.Commands;

/// <summary><c>touchline recover</c>: what earlier live sessions left is brought to an end, and nothing is traded.</summary>
internal static class RecoverCommand
{
    public static Command Create()
    {
        var folder = new Argument<string>("JOURNAL") { Description = "The folder that the sessions' --journal wrote" };
        var trading = new TradingOptions([.. Settings.All.Where(s => s != Settings.Journal && s != Settings.Live)]);
        var json = new Option<bool>("--json") { Description = "Print what was found and done as one JSON object" };
        var command = new Command(
            "recover", "Take up the orders that a killed live session left, with the settings it was started with: ask the venue what became of them, book what the journal hadn't, cancel what works, compare positions. Nothing is placed.")
        { folder };
        trading.AddTo(command);
        command.Add(json);
        command.SetAction((parsed, cancel) => CommandLine.Start(() =>
        {
            TradingSettings chosen = trading.ReadSession(parsed);
            return Run(chosen with { Run = chosen.Run with { Live = true, Journal = parsed.GetRequiredValue(folder) } }, parsed.GetValue(json), cancel);
        }));
        return command;
    }

    private static int Run(TradingSettings chosen, bool json, CancellationToken interrupted)
    {
        if (chosen.Venue is not { } venue)
            throw new BadInputException($"setting {VenueSetting.Name.Path} is missing: a journal's orders are at a venue; right is --venue {VenueSetting.Binance} with the key and symbols of the session");
        if (!JournalNames.IsJournal(chosen.Run.Journal!))
            throw new BadInputException($"{chosen.Run.Journal} holds no journal");
        venue.CheckKey();
        using var either = CancellationTokenSource.CreateLinkedTokenSource(interrupted, CommandLine.HangUp);
        return LiveRun.Recover(chosen, json, either);
    }
}
