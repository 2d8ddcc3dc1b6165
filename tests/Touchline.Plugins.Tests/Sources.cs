using Touchline.Core;

namespace Touchline.Plugins.Tests;

/// <summary>Strategies from text, each compiled from a file of its own that is gone afterwards.</summary>
internal static class Sources
{
    public const string Smallest = "class Smallest : Strategy { }";

    public static string Sample(string name) => Path.Combine(AppContext.BaseDirectory, "Samples", name);

    public static CompiledStrategy Compile(string text)
    {
        using var folder = new TemporaryFolder();
        return StrategyFile.Compile(folder.Write("test.cs", text));
    }

    /// <summary>The error message, with the file's folder cut off.</summary>
    public static string ErrorOf(string text)
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write("test.cs", text);
        string message = Assert.Throws<BadInputException>(() => StrategyFile.Compile(path)).Message;
        Assert.StartsWith(path, message);
        return message.Replace(folder.Path + "/", "");
    }
}
