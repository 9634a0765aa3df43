using System.Xml.Linq;
using DiffusionCourse.Notebooks.Maths;

namespace DiffusionCourse.Notebooks.Tests.Maths;

public class MathConverterTests
{
    [Theory]
    [InlineData("x_t", "<msub><mi>x</mi><mi>t</mi></msub>")]
    [InlineData("x^2_t", "<msubsup><mi>x</mi><mi>t</mi><mn>2</mn></msubsup>")]
    [InlineData("f'", "<msup><mi>f</mi><mo lspace=\"0\" rspace=\"0\">′</mo></msup>")]
    [InlineData("3.14", "<mn>3.14</mn>")]
    [InlineData("a-b", "<mi>a</mi><mo>−</mo><mi>b</mi>")]
    [InlineData("a=-b", "<mi>a</mi><mo>=</mo><mo form=\"prefix\" lspace=\"0\" rspace=\"0\">−</mo><mi>b</mi>")]
    [InlineData("(-b)", "<mo stretchy=\"false\">(</mo><mo form=\"prefix\" lspace=\"0\" rspace=\"0\">−</mo><mi>b</mi><mo stretchy=\"false\">)</mo>")]
    [InlineData(@"\sum -b", "<mo movablelimits=\"true\">∑</mo><mo form=\"prefix\" lspace=\"0\" rspace=\"0\">−</mo><mi>b</mi>")]
    [InlineData(@"=\pm b", "<mo>=</mo><mo form=\"prefix\" lspace=\"0\" rspace=\"0\">±</mo><mi>b</mi>")]
    [InlineData(@"a\pm b", "<mi>a</mi><mo>±</mo><mi>b</mi>")]
    [InlineData("(a)-b", "<mo stretchy=\"false\">(</mo><mi>a</mi><mo stretchy=\"false\">)</mo><mo>−</mo><mi>b</mi>")]
    [InlineData(@"\cdots - b", "<mi mathvariant=\"normal\">⋯</mi><mo>−</mo><mi>b</mi>")]
    [InlineData(@"\frac{1}{x}", "<mfrac><mrow><mn>1</mn></mrow><mrow><mi>x</mi></mrow></mfrac>")]
    [InlineData(@"\frac12", "<mfrac><mn>1</mn><mn>2</mn></mfrac>")]
    [InlineData(@"\sqrt{x}", "<msqrt><mrow><mi>x</mi></mrow></msqrt>")]
    [InlineData(@"\sqrt[3]{x}", "<mroot><mrow><mi>x</mi></mrow><mrow><mn>3</mn></mrow></mroot>")]
    [InlineData(@"\bar\alpha", "<mover accent=\"true\"><mi>α</mi><mo stretchy=\"false\">‾</mo></mover>")]
    [InlineData(@"\mathcal{N}", "<mrow><mi>𝒩</mi></mrow>")]
    [InlineData(@"\mathbb{E}", "<mrow><mi>𝔼</mi></mrow>")]
    [InlineData(@"\mathbb{R}", "<mrow><mi>ℝ</mi></mrow>")]
    [InlineData(@"\mathbf{x}", "<mrow><mi>𝐱</mi></mrow>")]
    [InlineData(@"\mathrm{SNR}", "<mi>SNR</mi>")]
    [InlineData(@"\text{if } ", "<mtext>if\u00A0</mtext>")]
    [InlineData(@"\operatorname{softmax}(z)", "<mi mathvariant=\"normal\">softmax</mi><mo stretchy=\"false\">(</mo><mi>z</mi><mo stretchy=\"false\">)</mo>")]
    [InlineData(@"\log x", "<mi>log</mi><mo>\u2061</mo><mspace width=\"0.1667em\"></mspace><mi>x</mi>")]
    [InlineData(@"\sum_i^n", "<munderover><mo movablelimits=\"true\">∑</mo><mi>i</mi><mi>n</mi></munderover>")]
    [InlineData(@"\int_0^1", "<msubsup><mo>∫</mo><mn>0</mn><mn>1</mn></msubsup>")]
    [InlineData(@"a\,b", "<mi>a</mi><mspace width=\"0.1667em\"></mspace><mi>b</mi>")]
    [InlineData(@"x_{t-1}", "<msub><mi>x</mi><mrow><mi>t</mi><mo lspace=\"0\" rspace=\"0\">−</mo><mn>1</mn></mrow></msub>")]
    public void Constructs_become_MathML(string latex, string expected) =>
        Assert.Equal(XElement.Parse($"<mrow>{expected}</mrow>").ToString(), Row(latex).ToString());

    [Fact]
    public void A_bracket_that_begins_a_row_is_no_distance() =>
        Assert.Contains("[", string.Concat(XElement.Parse(MathConverter.ToMathMl("\\begin{cases} 1 & x<0 \\\\\n[0,1] & x=0 \\end{cases}", display: true)).Descendants().Where(element => element.Name.LocalName == "mo").Select(element => element.Value)), StringComparison.Ordinal);

    [Theory]
    [InlineData(@"q(x_t \mid x_0) = \mathcal{N}\left(x_t; \sqrt{\bar{\alpha}_t}\, x_0, (1 - \bar\alpha_t)\mathbf{I}\right)")]
    [InlineData(@"\hat\epsilon = \epsilon_\theta(x_t, \varnothing) + w\,\bigl(\epsilon_\theta(x_t, c) - \epsilon_\theta(x_t, \varnothing)\bigr)")]
    [InlineData(@"\mathrm{d}x = -\tfrac{1}{2}\beta(t)\,x\,\mathrm{d}t + \sqrt{\beta(t)}\,\mathrm{d}w")]
    [InlineData(@"\nabla_{x} \log p(x) \approx -\frac{\epsilon}{\sqrt{1-\bar\alpha_t}} \in \mathbb{R}^{64 \times 64 \times 3}")]
    [InlineData(@"\lVert x \rVert_2^2 \leq \| y \| \geq 0 \; \propto \; \infty \quad \partial f \odot g \ldots \to \cdot")]
    [InlineData(@"\begin{aligned} a &= b \\ &= c \end{aligned}")]
    [InlineData(@"\begin{cases} 1 & \text{if } t = 0 \\[4pt] 0 & \text{otherwise} \end{cases}")]
    [InlineData(@"\operatorname*{arg\,min}_{\theta} \; \mathbb{E}\left[ \left\| \epsilon - \epsilon_\theta \right\|^2 \middle| x \right]")]
    [InlineData(@"\underbrace{a + b}_{\text{signal}} + \overline{c} + \widehat{xy} \begin{bmatrix} 1 & 0 \\ 0 & 1 \end{bmatrix}")]
    [InlineData(@"x''_{i} \times 10^{-3} \sim \tilde{x} \dot{x} \vec{x} 100\% \{a\} \boldsymbol{\theta}")]
    [InlineData(@"\mathcal{L} = \sum\limits_{t=1}^{T} \prod_{s=1}^t \displaystyle \int_0^1 \max_i x_i \lim_{t \to 0} f")]
    public void Formulas_of_diffusion_become_well_formed_MathML(string latex)
    {
        var math = XElement.Parse(MathConverter.ToMathMl(latex, display: true));
        Assert.Equal("block", math.Attribute("display")!.Value);
        Assert.Equal("0", math.Attribute("tabindex")!.Value);
        Assert.Equal(latex, math.Descendants().Single(element => element.Name.LocalName == "annotation").Value);

        // Elements with a fixed number of children have exactly that number.
        var counts = new Dictionary<string, int>
        {
            ["mfrac"] = 2, ["msub"] = 2, ["msup"] = 2, ["munder"] = 2, ["mover"] = 2, ["mroot"] = 2, ["msubsup"] = 3, ["munderover"] = 3, ["semantics"] = 2,
        };
        Assert.All(math.Descendants().Where(element => counts.ContainsKey(element.Name.LocalName)), element => Assert.Equal(counts[element.Name.LocalName], element.Elements().Count()));
    }

    [Fact]
    public void Rows_of_aligned_have_their_cells()
    {
        var rows = Row(@"\begin{aligned} a &= b \\ &= c \\ \end{aligned}").Descendants().Where(element => element.Name.LocalName == "mtr").ToList();
        Assert.Equal([2, 2], rows.Select(row => row.Elements().Count()));
        Assert.Equal(["a", "=b", "", "=c"], rows.SelectMany(row => row.Elements()).Select(cell => cell.Value));
    }

    [Theory]
    [InlineData(@"a + \foo{b}", @"'\foo' is not known here", 4)]
    [InlineData(@"{a", "'{' without its '}'", 0)]
    [InlineData("a}", "'}' without a '{'", 1)]
    [InlineData("a & b", "'&' outside an environment", 2)]
    [InlineData(@"a \\ b", @"'\\' outside an environment", 2)]
    [InlineData("x^2^3", "two superscripts on one base", 3)]
    [InlineData("x_", "'_' lacks its argument", 2)]
    [InlineData(@"\frac{1}", @"'\frac' lacks its argument", 8)]
    [InlineData(@"\left( a", @"'\left' without its '\right'", 0)]
    [InlineData(@"a \right)", @"'\right' without a '\left'", 2)]
    [InlineData(@"\left x", "'x' is no bracket", 6)]
    [InlineData(@"\begin{tikz} \end{tikz}", "the environment 'tikz' is not known here", 0)]
    [InlineData(@"\begin{cases} a", @"'\begin{cases}' without its '\end{cases}'", 0)]
    [InlineData(@"\begin{cases} a \end{aligned}", @"is closed by '\end{aligned}'", 29)]
    [InlineData(@"\text{a $b$}", @"'$' inside '\text{...}'", 8)]
    [InlineData("50%", "a bare '%'", 2)]
    [InlineData(@"\sqrt[3 x", @"'\sqrt[' without its ']'", 0)]
    public void What_is_unknown_or_unbalanced_is_refused_with_its_place(string latex, string message, int offset)
    {
        var exception = Assert.Throws<MathSyntaxException>(() => MathConverter.ToMathMl(latex, false));
        Assert.Contains(message, exception.Message);
        Assert.Equal(offset, exception.Offset);
    }

    private static XElement Row(string latex)
    {
        var row = XElement.Parse(MathConverter.ToMathMl(latex, display: false)).Elements().Single().Elements().First();
        foreach (var element in row.DescendantsAndSelf())
        {
            element.Name = element.Name.LocalName;
            element.Attributes().Where(attribute => attribute.IsNamespaceDeclaration).Remove();
        }

        return row;
    }
}
