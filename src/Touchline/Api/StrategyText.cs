using System.Text;
using Microsoft.AspNetCore.Builder;
using Touchline.Core;
using Touchline.Plugins;
using Touchline.StoredStrategies;

namespace Touchline.Api;

/// <summary>Code and what a user says of a strategy, as fields of a body.</summary>
internal static class StrategyText
{
    public const string Example = "class Quoter : Strategy { }";

    /// <summary>Code as JSON is longer than code, hardly ever more than twice as long.</summary>
    public const long MostBodyBytes = 2 * StrategyFile.MaxBytes;

    public static RouteHandlerBuilder TakesCode(this RouteHandlerBuilder route) => route.WithMetadata(new MostBody(MostBodyBytes));

    /// <summary>Empty where the field is missing or wrong, which is told.</summary>
    public static byte[] Required(JsonBody body, string name)
    {
        byte[]? code = Optional(body, name);
        if (code is null)
            body.Refuse(name, "is missing; right is the text of a source file");
        return code ?? [];
    }

    /// <summary>Null where the field is missing or wrong, which is told.</summary>
    public static byte[]? Optional(JsonBody body, string name)
    {
        if (body.TryLines(name) is not { } text)
            return null;
        byte[] code = Encoding.UTF8.GetBytes(text);
        try
        {
            StrategyFile.Decode("the code", code);
            return code;
        }
        catch (BadInputException e)
        {
            body.Refuse(name, e.Message);
            return null;
        }
    }

    /// <summary>Null where the field is missing or wrong, which is told.</summary>
    public static StrategyThread? Thread(JsonBody body)
    {
        if (body.TryText("thread") is not { } text)
            return null;
        if (StrategyThreads.TryParse(text, out StrategyThread thread))
            return thread;
        body.Refuse("thread", $"right is {StrategyThreads.Right}");
        return null;
    }

    public static void CheckFields(JsonBody body, string? name, string? symbol)
    {
        if (name is not null && StrategyField.NameFault(name) is { } nameFault)
            body.Refuse("name", nameFault);
        if (symbol is not null && StrategyField.SymbolFault(symbol) is { } symbolFault)
            body.Refuse("symbol", symbolFault);
    }
}

/// <summary>A strategy that is to be stored, checked.</summary>
internal sealed record NewStrategy(string Id, string Name, string Symbol, byte[] Code, StrategyLanguage Language)
{
    /// <exception cref="Problem">A field is wrong, missing or unknown.</exception>
    public static NewStrategy Read(JsonBody body)
    {
        (string? id, string? name, string? symbol) = (body.TryText("id"), body.TryText("name"), body.TryText("symbol"));
        if ((id is null ? $"is missing; right are {StrategyId.Right}" : StrategyId.IsShaped(id) ? StrategyId.WhyNot(id) : $"right are {StrategyId.Right}") is { } why)
            body.Refuse("id", why);
        foreach ((string field, string? given) in ((string, string?)[])[("name", name), ("symbol", symbol)])
        {
            if (given is null)
                body.Refuse(field, "is missing; right is a text");
        }

        StrategyText.CheckFields(body, name, symbol);
        StrategyLanguage? language = ReadLanguage(body);
        StrategyTemplate? template = ReadTemplate(body);
        byte[]? code = StrategyText.Optional(body, "code");
        if (template is not null && body.Element("code") is not null)
            body.Refuse("template", "right is either a template or code");
        if (template is not null && language is { } other && other != template.Language)
            body.Refuse("language", $"template {template.Name} is in {template.Language.Text()}");
        if (body.Element("template") is null && body.Element("code") is null)
            body.Refuse("code", "is missing; right is the text of a source file, or template in its place");
        body.Check();
        return new NewStrategy(id!, name!, symbol!, code ?? template!.CodeFor(id!), template?.Language ?? language ?? StrategyLanguage.CSharp);
    }

    private static StrategyLanguage? ReadLanguage(JsonBody body)
    {
        if (body.TryText("language") is not { } text)
            return null;
        if (StrategyLanguages.TryParse(text, out StrategyLanguage language))
            return language;
        body.Refuse("language", $"right is {StrategyLanguages.Right}");
        return null;
    }

    private static StrategyTemplate? ReadTemplate(JsonBody body)
    {
        if (body.TryText("template") is not { } name)
            return null;
        StrategyTemplate? found = StrategyTemplate.All.FirstOrDefault(t => t.Name == name);
        if (found is null)
            body.Refuse("template", $"right is one of {StrategyTemplate.Names}");
        return found;
    }
}
