using Touchline.Core;

namespace Touchline.Trading;

/// <summary>What an outpost asks for: as its own engine wanted it, but no intent, which the session's alone makes of it.</summary>
/// <param name="Id">The order, as the outpost numbers it.</param>
/// <param name="Terms">Of a new one; else the order as it is to be.</param>
/// <param name="Request">The number that a cancel or an amend has in the outpost.</param>
/// <param name="Seen">So much of what it was told it had taken when it decided.</param>
internal readonly record struct OutpostWish(IntentKind Kind, OrderId Id, NewOrder Terms, int Request, long Seen)
{
    public static OutpostWish Of(in Intent intent, long seen) => new(intent.Kind, intent.Id, intent.Terms, intent.Request, seen);
}
