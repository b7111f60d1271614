/**
 * Budgets: how much of something that others count may be used up. Pure; depends on nothing. Start
 * reading at {@link io.hedgerow.core.budget.ResetBudget}.
 */
@NullMarked
package io.hedgerow.core.budget;

import org.jspecify.annotations.NullMarked;
