using System.CommandLine;
using System.Data;
using System.Data.Common;
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
        command.SetAction((parsed, _) => CommandLine.Start(() => Run(Address(_settings.ReadHere(parsed)), address => run(parsed, address))));
        return command;
    }

    // A damaged file is noticed wherever it is read.
    private static int Run(DatabaseAddress address, Func<DatabaseAddress, int> run)
    {
        try
        {
            return run(address);
        }
        catch (Exception e) when (e is DbException or DataException)
        {
            throw new Database(address).Bad(e);
        }
    }

    private static DatabaseAddress Address(EffectiveSettings settings) => settings.Value(Settings.Database) is { } text
        ? DatabaseAddress.Parse(text)
        : throw new BadInputException($"which database? Give {Settings.Database.Option}, or set {Settings.Database.Path}; right is {DatabaseAddress.Right}");
}
