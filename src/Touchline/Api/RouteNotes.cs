using System.Text.Json.Nodes;
using Touchline.Users;

namespace Touchline.Api;

/// <summary>Who may use an endpoint. An endpoint without it takes nobody.</summary>
/// <param name="Least">Null: anybody, without a token.</param>
internal sealed record Access(Role? Least);

/// <summary>An example of the body that an endpoint takes, for its documentation.</summary>
internal sealed record BodyExample(JsonObject Example, IReadOnlyList<string> Required);

/// <summary>A text that the body may have besides those of the example, for its documentation.</summary>
internal sealed record BodyField(string Name);

/// <summary>A parameter of the query: what isn't listed so is refused.</summary>
/// <param name="Wrong">Null of a right value, else what would be; null: the endpoint itself looks at it.</param>
internal sealed record QueryParameter(string Name, string Text, Func<string, string?>? Wrong);

/// <summary>Statuses that the endpoint answers with besides those that follow from its other notes, for its documentation; without one below 300 it is 200.</summary>
internal sealed record Answers(params int[] Statuses);

/// <summary>The endpoint updates a version: it demands the header If-Match.</summary>
internal sealed record Versioned;

/// <summary>The endpoint only ends things: carried out twice it does no more than once, and nothing but who asks is to keep it from being carried out.</summary>
internal sealed record Repeatable;
