using System.CommandLine;
using Touchline.Configuration;
using Touchline.Core;
using Touchline.Storage;

namespace Touchline.Commands;

/// <summary>Which database a verb is about: its option, else the setting of any layer.</summary>
internal sealed class DatabaseOption
{
    private readonly TradingOptions _settings = new([Settings.Database]);

    public Command Start(Command command, Func<ParseResult, DatabaseAddress, int> run)
    {
        _settings.AddTo(command);
        command.SetAction((parsed, _) => CommandLine.Start(() => run(parsed, Address(_settings.ReadHere(parsed)))));
        return command;
    }

    private static DatabaseAddress Address(EffectiveSettings settings) => settings.Value(Settings.Database) is { } text
        ? DatabaseAddress.Parse(text)
        : throw new BadInputException($"which database? Give {Settings.Database.Option}, or set {Settings.Database.Path}; right is {DatabaseAddress.Right}");
}
