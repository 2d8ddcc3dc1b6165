using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Touchline.Control;
using Touchline.Core;
using Touchline.Storage;
using Touchline.Trading;

namespace Touchline.Api;

/// <summary>The session as endpoints see it: what they look for is there, or a problem says what is missing.</summary>
internal sealed class ApiSession(SessionLink link, TimeProvider time)
{
    public SessionLink Link => link;

    /// <exception cref="Problem">The session is still opening.</exception>
    public SessionPortrait Portrait => link.Portrait ?? throw Problem.Unavailable("the session is still opening");

    public TimeProvider Time => time;

    public long NowNs => (time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * 100;

    /// <summary>By its name in the path; capitals don't matter.</summary>
    /// <exception cref="Problem">The session doesn't trade it.</exception>
    public (int Index, InstrumentPortrait Instrument) Instrument(string symbol)
    {
        IReadOnlyList<InstrumentPortrait> all = Portrait.Instruments;
        for (int i = 0; i < all.Count; i++)
        {
            if (string.Equals(all[i].Instrument.Symbol, symbol, StringComparison.OrdinalIgnoreCase))
                return (i, all[i]);
        }

        throw Problem.NotFound($"this session has no instrument of that symbol; there are {string.Join(", ", all.Select(i => i.Instrument.Symbol))}");
    }

    /// <exception cref="Problem">The session hasn't one of that name.</exception>
    public StrategyPortrait Strategy(string id) => Portrait.Strategies.FirstOrDefault(s => s.Name == id)
        ?? throw Problem.NotFound($"this session has no strategy of that id; there are {string.Join(", ", Portrait.Strategies.Select(s => s.Name))}");

    /// <summary>Null of a symbol that the session trades, in any capitals; else what is right. Before the session is there anything may be.</summary>
    public string? WrongSymbol(string text) => link.NewestPortrait is { } now && !now.Instruments.Any(i => string.Equals(i.Instrument.Symbol, text, StringComparison.OrdinalIgnoreCase))
        ? $"the session doesn't trade it; it trades {string.Join(", ", now.Instruments.Select(i => i.Instrument.Symbol))}"
        : null;

    /// <summary>The same of a strategy.</summary>
    public string? WrongStrategy(string text) => link.NewestPortrait is { } now && !now.Strategies.Any(s => s.Name == text)
        ? $"the session has none of that name; it has {string.Join(", ", now.Strategies.Select(s => s.Name))}"
        : null;

    /// <summary>Tells the session a command in the name of who asks.</summary>
    /// <exception cref="Problem">The engine refuses it.</exception>
    public async Task Tell(HttpContext http, EngineCommand command)
    {
        if (await link.Tell(command, ApiGate.PrincipalOf(http).Name, CancellationToken.None).ConfigureAwait(false) is { } refusal)
            throw new Problem(StatusCodes.Status422UnprocessableEntity, refusal);
    }

    /// <summary>Writes down what no command of the engine's says.</summary>
    /// <param name="before">What the value was.</param>
    public void Audit(string actor, string action, string type, string id, JsonObject? value = null, string? error = null, JsonObject? before = null) => link.Audit(new AuditEntry
    {
        AtNs = NowNs,
        Actor = actor,
        Action = action,
        EntityType = type,
        EntityId = Clean(id),
        OldValue = before?.ToJsonString(),
        NewValue = value?.ToJsonString(),
        Success = error is null,
        ErrorMessage = error is null ? null : Clean(error),
    });

    // Whoever reads the log may read it on a terminal: nothing in it moves the cursor, hides or turns around what follows.
    private static string Clean(string text) => new([.. text.Select(c => char.GetUnicodeCategory(c) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator
        or UnicodeCategory.ParagraphSeparator or UnicodeCategory.Surrogate ? '?' : c)]);

    public static string PathText(HttpContext http, string name) => (string)http.Request.RouteValues[name]!;

    public static JsonNode Money(decimal value) => Commands.DecimalsText.Trim(value);
}
