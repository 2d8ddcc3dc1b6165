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
        var trading = new TradingOptions(TradingSettings.OfRecoveries);
        var json = new Option<bool>("--json") { Description = "Print what was found and done as one JSON object" };
        var command = new Command(
            "recover", "Take up the orders that a killed live session left, with the settings it was started with: ask the venue what became of them, book what the journal hadn't, cancel what works, compare positions. Nothing is placed.")
        { folder };
        trading.AddTo(command);
        command.Add(json);
        command.SetAction((parsed, cancel) => CommandLine.Start(() =>
        {
            string journal = parsed.GetRequiredValue(folder);
            if (!JournalNames.IsJournal(journal))
                throw new BadInputException($"{journal} holds no journal");
            return Run(trading.ReadRecovery(parsed, journal), parsed.GetValue(json), cancel);
        }));
        return command;
    }

    private static int Run(TradingSettings chosen, bool json, CancellationToken interrupted)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(interrupted, CommandLine.HangUp);
        return LiveRun.Recover(chosen, json, either);
    }
}
