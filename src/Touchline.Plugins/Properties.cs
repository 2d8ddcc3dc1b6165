using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("Touchline.Plugins.Tests")]
[assembly: InternalsVisibleTo("Touchline.Tests")]
