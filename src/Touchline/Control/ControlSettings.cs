using System.Net;
using System.Text.Json.Nodes;
using Touchline.Api;
using Touchline.Commands;
using Touchline.Configuration;
using Touchline.Core;
using Touchline.Plugins;
using Touchline.Users;

namespace Touchline.Control;

/// <summary>How a session is reached from outside, checked.</summary>
internal sealed record ControlSettings
{
    public required ApiOptions Api { get; init; }

    /// <summary>Nobody asked for it: where it can't be had that is said, and the session goes on without.</summary>
    public required bool IsOptional { get; init; }

    public required string UsersFile { get; init; }

    public required UserAccessOptions Users { get; init; }

    /// <summary>The first user's password; null: one is made up.</summary>
    public required Variable? FirstPassword { get; init; }

    /// <summary>Every setting of the session with where it came from; nothing secret.</summary>
    public required JsonObject Configuration { get; init; }

    /// <summary>The folder whose files jobs may read.</summary>
    public required string DataFolder { get; init; }

    /// <summary>The store of strategies as text.</summary>
    public required string StrategyFolder { get; init; }

    /// <summary>What their code may do.</summary>
    public required StrategyRules StrategyRules { get; init; }

    /// <summary>The stored strategy that the session begins with, and the version of its code; null: it begins with none.</summary>
    public (string Id, int Version)? StartedWith { get; init; }

    /// <summary>The session's; null: it has none.</summary>
    public VenueSettings? Venue { get; init; }

    /// <summary>Where changes are kept for the next session.</summary>
    public required RuntimeSettings Runtime { get; init; }

    /// <summary>Null: nobody is let in.</summary>
    /// <param name="json">The configuration file that the user named; null: the usual one.</param>
    /// <exception cref="BadInputException">Settings contradict each other.</exception>
    public static ControlSettings? Of(EffectiveSettings settings, ConfigurationPlace place, string? json = null)
    {
        if (settings.Value(HttpSetting.Listen) is not { } address)
        {
            foreach (Setting setting in (Setting[])[HttpSetting.Origins, HttpSetting.Hosts, HttpSetting.TrustedProxies, HttpSetting.Data])
            {
                if (settings.SourceOf(setting) is { } source)
                    throw new BadInputException($"{source}: setting {setting.Path} has no effect, as {HttpSetting.Listen.Path} is off: nobody is let in");
            }

            return null;
        }

        return new ControlSettings
        {
            Api = new ApiOptions
            {
                Address = IPEndPoint.Parse(address),
                Origins = settings.Value(HttpSetting.Origins),
                Hosts = settings.Value(HttpSetting.Hosts),
                TrustedProxies = [.. settings.Value(HttpSetting.TrustedProxies).Select(HttpSetting.Network)],
            },
            IsOptional = settings.SourceOf(HttpSetting.Listen) == HttpSetting.UnaskedSource,
            UsersFile = HttpSetting.UsersPath(settings, place),
            Users = new UserAccessOptions { TokenLife = TimeSpan.FromTicks(settings.Value(HttpSetting.TokenLife) / 100) },
            FirstPassword = place.Secret(Touchline.Users.FirstPassword.Variable),
            DataFolder = Path.Combine(place.Folder, settings.Value(HttpSetting.Data) ?? "."),
            StrategyFolder = Path.Combine(place.Folder, settings.Value(StrategySetting.Folder)),
            StrategyRules = StrategySetting.RulesFor(settings.Value(StrategySetting.AllowAll)),
            StartedWith = settings.Source?.Version is { } version ? (settings.Value(Settings.Strategy), version) : null,
            Venue = VenueSettings.Of(settings),
            Runtime = new RuntimeSettings(settings, place, json),
            Configuration = ConfigCommand.ToJson(settings.Show()),
        };
    }
}
