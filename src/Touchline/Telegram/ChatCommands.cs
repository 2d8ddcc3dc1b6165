using Touchline.Control;
using Touchline.Core;
using Touchline.Storage;
using Touchline.Trading;

namespace Touchline.Telegram;

/// <summary>What a listed chat may ask and order. One message after the other; what it does to the session goes through <see cref="ISessionControl"/>.</summary>
/// <param name="orders">Orders that aren't over.</param>
internal sealed class ChatCommands(ISessionControl control, Func<IReadOnlyList<OrderRow>> orders, TimeProvider time)
{
    private const string Yes = "yes";

    // By chat: the kill that it was asked to confirm, and until when.
    private readonly Dictionary<long, (EngineCommand Kill, TimeSpan Until)> _asked = [];
    private readonly long _beganAt = time.GetTimestamp();

    /// <summary>What is to be answered; null: nothing.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public async Task<string?> Take(long chat, string text, CancellationToken cancel)
    {
        string[] words = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (words.Length == 0)
            return null;
        if (!_asked.Remove(chat, out (EngineCommand Kill, TimeSpan Until) asked))
            return await Answer(chat, words, cancel).ConfigureAwait(false);
        // Whatever else comes takes the question back.
        if (!words[0].Equals(Yes, StringComparison.OrdinalIgnoreCase) || words.Length > 1)
            return $"Not killed.\n{(words[0][0] == '/' ? await Answer(chat, words, cancel).ConfigureAwait(false) : "")}";
        return Now <= asked.Until
            ? await Kill(chat, asked.Kill, cancel).ConfigureAwait(false)
            : $"Too late, not killed: the answer has to come within {TelegramOptions.Confirmation.TotalSeconds:0} s. Ask again.";
    }

    private TimeSpan Now => time.GetElapsedTime(_beganAt);

    // In a group a command may have the bot's name behind it.
    private Task<string> Answer(long chat, string[] words, CancellationToken cancel) => words[0].Split('@')[0].ToLowerInvariant() switch
    {
        "/status" => Shown(ChatTexts.Status),
        "/positions" => Shown(ChatTexts.Positions),
        "/pnl" => Shown(ChatTexts.Profit),
        "/orders" => Shown(_ => ChatTexts.Orders(orders())),
        "/refresh_symbols" => Shown(ChatTexts.Symbols),
        "/limits" when words.Length == 1 => Shown(p => ChatTexts.Limits(p.Limits)),
        "/limits" => SetLimit(chat, string.Concat(words[1..]), cancel),
        "/start" => Start(chat, cancel),
        "/stop" => Stop(chat, cancel),
        "/kill" when words.Length == 1 => Ask(chat, EngineCommand.Kill),
        "/kill" when words is [_, "flatten"] => Ask(chat, EngineCommand.KillFlatten),
        "/kill" => Said("Right is /kill or /kill flatten. Nothing was done."),
        "/help" => Said(ChatTexts.Help),
        _ => Said($"There is no such command. There are:\n{ChatTexts.Help}"),
    };

    private static Task<string> Said(string text) => Task.FromResult(text);

    private Task<string> Shown(Func<SessionPortrait, string> show) => Said(control.Portrait is { } portrait ? show(portrait) : ChatTexts.NotBegun);

    private Task<string> Ask(long chat, EngineCommand kill)
    {
        _asked[chat] = (kill, Now + TelegramOptions.Confirmation);
        return Said(ChatTexts.AskKill(control.Portrait, kill.Flattens));
    }

    private async Task<string> Kill(long chat, EngineCommand kill, CancellationToken cancel) => await Tell(chat, kill, cancel).ConfigureAwait(false) is { } failure
        ? $"NOT killed: {failure}"
        : $"Killed{(kill.Flattens ? "; positions are being closed" : "")}. /status says how far it is.";

    // A client sends /start by itself when somebody opens the chat for the first time.
    private async Task<string> Start(long chat, CancellationToken cancel)
    {
        if (control.Portrait is not { } portrait)
            return $"{ChatTexts.NotBegun}\n{ChatTexts.Help}";
        string killed = portrait.Kill.State == KillState.Armed ? "" : "\nThe session is killed: nothing is placed until it is armed, which isn't done from here.";
        StrategyPortrait[] paused = [.. portrait.Strategies.Where(s => s.State == "paused")];
        return paused.Length == 0
            ? $"No strategy is paused.{killed}\n{ChatTexts.Help}"
            : await TellEach(chat, paused, s => EngineCommand.Resume(s.Index), "Resumed", cancel).ConfigureAwait(false) + killed;
    }

    private async Task<string> Stop(long chat, CancellationToken cancel)
    {
        if (control.Portrait is not { } portrait)
            return ChatTexts.NotBegun;
        StrategyPortrait[] running = [.. portrait.Strategies.Where(s => s.State == "running")];
        return running.Length == 0
            ? "No strategy is running."
            : await TellEach(chat, running, s => EngineCommand.Pause(s.Index), "Paused, and orders are cancelled", cancel).ConfigureAwait(false) + "\nPositions stay. /start resumes.";
    }

    private async Task<string> TellEach(long chat, IEnumerable<StrategyPortrait> strategies, Func<StrategyPortrait, EngineCommand> command, string done, CancellationToken cancel)
    {
        var lines = new List<string>();
        foreach (StrategyPortrait strategy in strategies)
            lines.Add(await Tell(chat, command(strategy), cancel).ConfigureAwait(false) is { } failure ? $"{strategy.Name}: NOT done: {failure}" : $"{done}: {strategy.Name}");
        return string.Join('\n', lines);
    }

    private async Task<string> SetLimit(long chat, string pair, CancellationToken cancel)
    {
        int equal = pair.IndexOf('=');
        if (control.Portrait is not { } portrait)
            return ChatTexts.NotBegun;
        if (equal <= 0 || RiskLimit.Find(pair[..equal]) is not { } limit)
            return $"Right is /limits NAME=VALUE with one of {string.Join(", ", RiskLimit.All.Select(l => l.Name))}. Nothing was set.";
        string value = pair[(equal + 1)..];
        if (!limit.TrySet(portrait.Limits, value, out RiskLimits? changed))
            return $"{limit.Name} can't be '{value}'; right is {limit.Right}. Nothing was set.";
        try
        {
            string? failure = await Tell(chat, EngineCommand.Limit(EngineCommand.All, limit.Name, value), cancel).ConfigureAwait(false);
            return failure is null ? $"{limit.Name} = {limit.Get(changed)} (was {limit.Get(portrait.Limits)})" : $"{limit.Name} is NOT set: {failure}";
        }
        catch (BadInputException e)
        {
            return $"Nothing was set: {e.Message}";
        }
    }

    // Null: carried out.
    private async Task<string?> Tell(long chat, EngineCommand command, CancellationToken cancel)
    {
        try
        {
            return await control.Tell(command, $"telegram:{chat}", cancel).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            return "the session hangs or is ending: it didn't take this in time, and won't any more";
        }
    }
}
