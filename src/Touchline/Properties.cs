using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("Touchline.Tests")]
