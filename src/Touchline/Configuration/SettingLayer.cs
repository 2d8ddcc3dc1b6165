using Touchline.Core;

namespace Touchline.Configuration;

/// <summary>A value given to a setting.</summary>
/// <param name="Path">The setting's path, or <c>parameters.</c> and a parameter's name.</param>
/// <param name="Values">One; for a list any number.</param>
/// <param name="Source">Where it was given, for the user.</param>
/// <param name="IsAnyCase">The layer can't tell capitals in a parameter's name.</param>
internal sealed record Assignment(string Path, IReadOnlyList<string> Values, string Source, bool IsAnyCase = false)
{
    /// <summary>The parameter's name; null for a setting of the program's own.</summary>
    public string? Parameter => Path.StartsWith(Settings.ParameterPrefix, StringComparison.Ordinal) ? Path[Settings.ParameterPrefix.Length..] : null;
}

/// <summary>What one place (a file, the environment, the command line) says about settings: each at most once.</summary>
internal sealed class SettingLayer
{
    private readonly List<Assignment> _assignments = [];

    public IReadOnlyList<Assignment> Assignments => _assignments;

    /// <summary>The one strategy that its parameters are for; null: whichever is chosen.</summary>
    public string? ParametersOf { get; init; }

    /// <exception cref="BadInputException">The setting has a value here already.</exception>
    public void Add(Assignment assignment)
    {
        if (_assignments.Find(a => a.Path == assignment.Path) is { } first)
        {
            string where = first.Source == assignment.Source ? "" : $": also by {first.Source}";
            throw new BadInputException($"{assignment.Source}: setting {assignment.Path} is given twice{where}; give it once");
        }

        _assignments.Add(assignment);
    }
}
