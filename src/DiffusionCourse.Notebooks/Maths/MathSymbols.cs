using System.Collections.Frozen;

namespace DiffusionCourse.Notebooks.Maths;

/// <summary>The commands that stand for one character or one word.</summary>
internal static class MathSymbols
{
    /// <summary>Letters: Greek and the like.</summary>
    public static readonly FrozenDictionary<string, string> Identifiers = Table("""
        alpha α beta β gamma γ delta δ epsilon ϵ varepsilon ε zeta ζ eta η theta θ vartheta ϑ iota ι kappa κ lambda λ mu μ nu ν xi ξ
        omicron ο pi π varpi ϖ rho ρ varrho ϱ sigma σ varsigma ς tau τ upsilon υ phi ϕ varphi φ chi χ psi ψ omega ω
        Gamma Γ Delta Δ Theta Θ Lambda Λ Xi Ξ Pi Π Sigma Σ Upsilon Υ Phi Φ Psi Ψ Omega Ω
        infty ∞ partial ∂ nabla ∇ hbar ℏ ell ℓ Re ℜ Im ℑ aleph ℵ emptyset ∅ varnothing ∅ imath ı jmath ȷ top ⊤ bot ⊥ degree °
        ldots … dots … cdots ⋯ vdots ⋮ ddots ⋱ % % $ $ # # & & _ _ prime ′
        """);

    /// <summary>Operators and relations.</summary>
    public static readonly FrozenDictionary<string, string> Operators = Table("""
        cdot ⋅ times × div ÷ pm ± mp ∓ ast ∗ star ⋆ circ ∘ bullet ∙ odot ⊙ otimes ⊗ oplus ⊕ ominus ⊖
        setminus ∖ cup ∪ cap ∩ wedge ∧ land ∧ vee ∨ lor ∨
        leq ≤ le ≤ geq ≥ ge ≥ ll ≪ gg ≫ neq ≠ ne ≠ equiv ≡ approx ≈ sim ∼ simeq ≃ cong ≅ propto ∝ coloneqq ≔ triangleq ≜ doteq ≐
        in ∈ notin ∉ ni ∋ subset ⊂ subseteq ⊆ supset ⊃ supseteq ⊇ mid ∣ parallel ∥ perp ⟂
        to → rightarrow → leftarrow ← gets ← leftrightarrow ↔ Rightarrow ⇒ Leftarrow ⇐ Leftrightarrow ⇔
        implies ⟹ iff ⟺ mapsto ↦ longrightarrow ⟶ uparrow ↑ downarrow ↓
        forall ∀ exists ∃ neg ¬ lnot ¬ colon :
        """);

    /// <summary>Operators whose scripts stand above and below in displayed formulas.</summary>
    public static readonly FrozenDictionary<string, string> Sums =
        Table("sum ∑ prod ∏ coprod ∐ bigcup ⋃ bigcap ⋂ bigoplus ⨁ bigotimes ⨂ bigodot ⨀");

    /// <summary>Integrals: their scripts stand beside them.</summary>
    public static readonly FrozenDictionary<string, string> Integrals = Table("int ∫ iint ∬ iiint ∭ oint ∮");

    /// <summary>Named functions.</summary>
    public static readonly FrozenSet<string> Functions =
        Set("log ln exp sin cos tan sinh cosh tanh arcsin arccos arctan cot sec csc arg deg dim hom ker lg");

    /// <summary>Named functions whose scripts stand below.</summary>
    public static readonly FrozenSet<string> LimitFunctions = Set("lim max min sup inf det Pr gcd argmax argmin");

    /// <summary>Brackets.</summary>
    public static readonly FrozenDictionary<string, string> Delimiters = Table("""
        ( ( ) ) [ [ ] ] / / | | { { } } lbrace { rbrace } lbrack [ rbrack ] langle ⟨ rangle ⟩ lVert ‖ rVert ‖ Vert ‖ lvert | rvert | vert |
        lfloor ⌊ rfloor ⌋ lceil ⌈ rceil ⌉ backslash \
        """);

    /// <summary>Spaces, in em.</summary>
    public static readonly FrozenDictionary<string, string> Spaces =
        Table(", 0.1667 : 0.2222 > 0.2222 ; 0.2778 ! -0.1667 quad 1 qquad 2 enspace 0.5 thinspace 0.1667");

    /// <summary>Marks above or below one expression; those that stretch are in <see cref="StretchyAccents"/>.</summary>
    public static readonly FrozenDictionary<string, string> Accents =
        Table("hat ^ bar ‾ tilde ~ dot ˙ ddot ¨ vec → check ˇ breve ˘ acute ´ grave `");

    /// <summary>Marks that grow with what they cover.</summary>
    public static readonly FrozenDictionary<string, string> StretchyAccents =
        Table("widehat ^ widetilde ~ overline ‾ overrightarrow → overbrace ⏞ underline _ underbrace ⏟");

    /// <summary>Relative sizes of \big and its kin, in em.</summary>
    public static readonly FrozenDictionary<string, string> Sizes = Table("""
        big 1.2 bigl 1.2 bigr 1.2 bigm 1.2 Big 1.8 Bigl 1.8 Bigr 1.8 Bigm 1.8 bigg 2.4 biggl 2.4 biggr 2.4 biggm 2.4
        Bigg 3 Biggl 3 Biggr 3 Biggm 3
        """);

    private static FrozenDictionary<string, string> Table(string pairs)
    {
        var words = pairs.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        return Enumerable.Range(0, words.Length / 2).ToFrozenDictionary(
            index => words[2 * index], index => words[2 * index + 1], StringComparer.Ordinal);
    }

    private static FrozenSet<string> Set(string words) => words.Split(' ').ToFrozenSet(StringComparer.Ordinal);
}
