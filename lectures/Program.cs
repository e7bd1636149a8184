using System.Reflection;

// The course's table of contents, from the text beside this program.
using var text = Assembly.GetExecutingAssembly().GetManifestResourceStream("lectures.README.md")!;
Console.Write(new StreamReader(text).ReadToEnd());
