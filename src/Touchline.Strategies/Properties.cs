using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("Touchline.Strategies.Tests")]
