using System.Globalization;
using Makemore;

namespace Tests;

/// <summary>Losses and names are those that the six original programs print under CPython 3.11.</summary>
public class MicrogptTests
{
    private const double Tolerance = 1e-9;

    private static string Text => File.ReadAllText(TestData.File("names.txt"));

    [DataFact("names.txt")]
    public void Step_0_counting() => Check(
        0,
        parameters: 729,
        [
            (1, 3.295836866004329), (2, 3.309474732568407), (3, 3.2326364882268095), (4, 3.3457478196006734), (5, 3.273747395550998),
            (201, 2.4184592263025375), (401, 2.793817014367961), (601, 2.056722943393896), (1000, 2.717730930281095),
        ],
        "enaroa romra brabecyler talyaxbranalewia zfyclahab czasan asocayeleelcan ravbrieeligsonal kelosonnn lydonyanen eil gh dricoynylelule ma py h mbloris kxwai on bbichy");

    [DataFact("names.txt")]
    public void Step_1_a_network_and_its_gradient_by_hand() => Check(
        1,
        parameters: 3184,
        [
            (1, 3.297830136557929), (2, 3.2973975953792336), (3, 3.296456385341138), (4, 3.2918033484682567), (5, 3.296106844794282),
            (201, 2.5680342612100024), (401, 2.5257839995231195), (601, 2.175091169241483), (1000, 2.687336973285745),
        ],
        "aylan an ma jara sa ann cah an anelisa an jan alinada ja relon lan canen do ma iann n");

    [DataFact("names.txt")]
    public void Step_2_autograd() => Check(
        2,
        parameters: 3184,
        [
            (1, 3.297830136557929), (2, 3.2973975953792336), (3, 3.296456385341138), (4, 3.2918033484682567), (5, 3.296106844794282),
            (201, 2.5680342612100024), (401, 2.5257839995231195), (601, 2.175091169241483), (1000, 2.687336973285745),
        ],
        "aylan an ma jara sa ann cah an anelisa an jan alinada ja relon lan canen do ma iann n");

    [DataFact("names.txt")]
    public void Step_3_attention_with_one_head() => Check(
        3,
        parameters: 4192,
        [
            (1, 3.3816318163101204), (2, 3.4376673345482542), (3, 3.219295567960938), (4, 3.3187153565275427), (5, 3.3567910947513115),
            (201, 2.1831207695206367), (401, 2.4896523849197427), (601, 2.2337304755316705), (1000, 2.648262964894895),
        ],
        "jalon annyn jaenn aren namah karie viole anilyn anisn anaze aran ninan keran alerin darar kannh kana kara alela anyna");

    [DataFact("names.txt")]
    public void Step_4_several_heads() => Check(
        4,
        parameters: 4192,
        [
            (1, 3.3659669475848504), (2, 3.4272835251115454), (3, 3.1705594449832724), (4, 3.061528436889734), (5, 3.239621653343972),
            (201, 2.1700040199355835), (401, 2.542415144289979), (601, 2.1813147509420463), (1000, 2.643797817134785),
        ],
        "jalyn annze jaenn aren namah karia ylian anna avan sarare konna keylen keran alerin darar kanne kana kara alela anrie");

    [DataFact("names.txt")]
    public void Step_5_microgpt_s_thousand_losses_and_its_names()
    {
        using var stream = new StreamReader(typeof(MicrogptTests).Assembly.GetManifestResourceStream("microgpt-losses.txt")!);
        var losses = stream.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1)
            .Select((line, i) => (i + 1, double.Parse(line, CultureInfo.InvariantCulture))).ToArray();
        Assert.Equal(1000, losses.Length);
        Check(
            5,
            parameters: 4192,
            losses,
            "kamon ann karai jaire vialan karia yeran anna areli kaina konna keylen liole alerin earan lenne kana lara alela anton");
    }

    [DataFact("names.txt")]
    public void Slopes_by_hand_are_those_of_nudging()
    {
        var ladder = MicrogptLadder.Rungs[1].Start(Text);
        var network = Assert.IsType<Step1Gradients>(ladder.Rung);
        network.AnalyticGradient(ladder.Tokens(0), out double[][] analytic);
        double[][] numeric = network.NumericGradient(ladder.Tokens(0));
        Assert.All(analytic.Zip(numeric), rows => Assert.All(rows.First.Zip(rows.Second), slopes => Assert.Equal(slopes.First, slopes.Second, 1e-7)));
        Assert.Contains(analytic, row => row.Any(slope => Math.Abs(slope) > 1e-2));
    }

    [DataFact("names.txt")]
    public void Objects_and_tape_take_the_same_steps()
    {
        MicrogptLadder objects = MicrogptLadder.MicrogptOnObjects(Text), tape = MicrogptLadder.Rungs[5].Start(Text);
        Assert.All(objects.Train().Take(10).Zip(tape.Train()), losses => Assert.Equal(losses.First, losses.Second, 1e-12));
        Assert.Equal(objects.Sample(), tape.Sample());
    }

    [Fact]
    public void Lists_with_windows_line_ends_empty_lines_and_any_letters_are_read()
    {
        var ladder = MicrogptLadder.Rungs[5].Start("\r\n  Zoë \r\n\r\n李\r\n🙂🙂\r\na-name-of-far-more-than-sixteen-letters");
        Assert.All(ladder.Train().Take(5), loss => Assert.InRange(loss, 0.1, 10));
        Assert.InRange(ladder.Sample().EnumerateRunes().Count(), 0, MicrogptLadder.BlockSize);
    }

    [Fact]
    public void A_single_name_is_learned_by_heart()
    {
        var ladder = MicrogptLadder.Rungs[5].Start("emma");
        Assert.True(ladder.Train().Take(200).Last() < 0.05);
        Assert.Equal("emma", ladder.Sample());
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \r\n \n")]
    public void A_list_without_names_is_refused(string text) =>
        Assert.Contains("no name in it", Assert.Throws<DataException>(() => MicrogptLadder.Rungs[0].Start(text)).Message);

    private static void Check(int rung, int parameters, (int Step, double Loss)[] expected, string names)
    {
        var ladder = MicrogptLadder.Rungs[rung].Start(Text);
        Assert.Equal(parameters, ladder.Rung.ParameterCount);
        double[] losses = [.. ladder.Train()];
        Assert.Equal(MicrogptLadder.Steps, losses.Length);
        Assert.All(expected, row => Assert.Equal(row.Loss, losses[row.Step - 1], Tolerance));
        Assert.Equal(names, string.Join(' ', Enumerable.Range(0, 20).Select(_ => ladder.Sample())));
    }
}
