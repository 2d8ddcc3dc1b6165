namespace Touchline.Page.Tests;

/// <summary>Where the sources of what is tested are.</summary>
internal static class Repository
{
    public static string File(string path)
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (System.IO.File.Exists(Path.Combine(folder.FullName, "Touchline.slnx")))
                return Path.Combine(folder.FullName, path);
        }

        throw new InvalidOperationException("the tests don't lie within the repository");
    }
}
