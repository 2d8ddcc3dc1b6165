using Microsoft.AspNetCore.Http;
using Touchline.Core;
using Touchline.Plugins;
using Touchline.StoredStrategies;

namespace Touchline.Api;

/// <summary>
/// The store of strategies and their compiler as endpoints ask them: on threads of their own, so that neither a slow disk nor long code takes those that a kill needs. What the store refuses becomes a problem.
/// </summary>
/// <param name="rules">What code may do.</param>
internal sealed class StrategyShelf(StrategyStore store, StrategyRules rules)
{
    public StrategyRules Rules => rules;

    /// <summary>To be asked on threads of their own alone (<see cref="OnOwnThread"/>).</summary>
    public StrategyStore Store => store;

    /// <exception cref="InvalidOperationException">The disk fails: that is for the log.</exception>
    public Task<T> Ask<T>(Func<StrategyStore, T> question) => OnOwnThread(() =>
    {
        try
        {
            return question(store);
        }
        catch (BadInputException e)
        {
            throw new InvalidOperationException(e.Message, e);
        }
    });

    public static Task<T> OnOwnThread<T>(Func<T> work) => Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    /// <summary>What is damaged, without where this machine keeps it.</summary>
    public string Shown(string why) => why.Replace(store.Folder + Path.DirectorySeparatorChar, "", StringComparison.Ordinal);

    /// <summary>Why something wasn't done.</summary>
    public Problem Refusal(StoreOutcome outcome) => outcome.Answer switch
    {
        StoreAnswer.Unknown => Unknown(),
        StoreAnswer.Stale => new Problem(StatusCodes.Status412PreconditionFailed, "it was changed meanwhile: read it again"),
        _ => Problem.Conflict(Shown(outcome.Why!)),
    };

    /// <summary>What was asked for isn't repeated: it may be anything.</summary>
    public static Problem Unknown() => Problem.NotFound("there is no stored strategy of that id; GET /strategies lists those there are");
}
