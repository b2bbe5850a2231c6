package dev.weir.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.spi.Money;
import java.math.BigDecimal;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FiguresTest {
    @ParameterizedTest
    @CsvSource({
        "0, $0.00, $0.0000",
        "0.000049, <$0.01, <$0.0001",
        "0.00005, <$0.01, <$0.0001",
        "0.00006, <$0.01, $0.0001",
        "0.0049, <$0.01, $0.0049",
        "0.0051, $0.01, $0.0051",
        "1234.5, '$1,234.50', '$1,234.5000'",
        "-0.25, − $0.25, − $0.2500"
    })
    void aSmallSpendIsNotShownAsNone(BigDecimal amount, String total, String inATable) {
        assertThat(Figures.total(Money.of(amount), "USD")).isEqualTo(total);
        assertThat(Figures.amount(Money.of(amount), "USD")).isEqualTo(inATable);
    }
}
