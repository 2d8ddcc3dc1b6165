using Touchline.Core;

namespace Touchline.Trading;

/// <summary>What a strategy asks for whose code runs elsewhere: on a thread or in a process of its own. It is no approval: it passes the same risk as what strategies ask for in the engine.</summary>
/// <param name="Strategy">Whose, by index.</param>
/// <param name="Id">Of an amend or a cancel.</param>
/// <param name="Terms">Of a new order; of an amend its price and quantity count.</param>
public readonly record struct OrderRequest(int Strategy, IntentKind Kind, OrderId Id, NewOrder Terms)
{
    public static OrderRequest Place(int strategy, in NewOrder order) => new(strategy, IntentKind.Place, default, order);

    public static OrderRequest Amend(int strategy, OrderId id, Price price, Quantity quantity) => new(strategy, IntentKind.Amend, id, new NewOrder(0, Side.None, OrderType.Limit, TimeInForce.GoodTillCancel, price, quantity));

    public static OrderRequest Cancel(int strategy, OrderId id) => new(strategy, IntentKind.Cancel, id, default);
}
